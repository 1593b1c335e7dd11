package dev.forbear.api;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Task;
import dev.forbear.task.Terms;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Hides what a spec holds that only who may submit shall see: the members whose names match, the
 * queries of URLs, and the same values where an error repeats them. Safe for use by many threads.
 */
public final class Masks {

    private static final String MASK = "***";
    private static final Pattern URL_WITH_QUERY = Pattern.compile("(https?://[^?]*\\?).+");

    /** A shorter text would hide what is no secret. */
    private static final int SHORTEST = 4;

    private final List<Pattern> names;

    /**
     * @param names regular expressions that a part of a member's name matches, case does not count;
     *     none: nothing is hidden
     * @throws java.util.regex.PatternSyntaxException if one is none
     */
    public Masks(List<String> names) {
        this.names =
                names.stream()
                        .map(name -> Pattern.compile(name, Pattern.CASE_INSENSITIVE))
                        .toList();
    }

    /** The task as who may only read sees it. */
    Stored masked(Stored stored) {
        if (names.isEmpty()) {
            return stored;
        }
        var task = stored.task();
        var spec = new Spec(task.terms().spec().json());
        if (spec.hidden.isEmpty()) {
            return stored;
        }
        return new Stored(
                with(task, spec.text()),
                stored.now(),
                stored.history().stream().map(spec::masked).toList());
    }

    private static Task with(Task task, String json) {
        var terms = task.terms();
        return new Task(
                task.id(),
                task.uid(),
                task.createdAt(),
                new Terms(
                        new Terms.Spec(json, terms.spec().digest()),
                        terms.lane(),
                        terms.maxAttempts(),
                        terms.deadline(),
                        terms.trace()),
                task.progress(),
                task.state(),
                task.updatedAt());
    }

    private boolean matches(String name) {
        return names.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }

    /** The text of a spec, read once. */
    private final class Spec {

        private final String json;
        private final StringBuilder out = new StringBuilder();
        private final List<String> hidden = new ArrayList<>();
        private int copied;

        Spec(String json) {
            this.json = json;
            try (var parser = Members.parser(json)) {
                for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    look(parser, token);
                }
            }
        }

        String text() {
            return out + json.substring(copied);
        }

        private void look(JsonParser parser, JsonToken token) {
            if (token == JsonToken.PROPERTY_NAME && matches(parser.currentName())) {
                var value = parser.nextToken();
                var begin = begin(parser);
                hide(parser, value);
                replace(begin, parser, MASK);
            } else if (token == JsonToken.VALUE_STRING) {
                var url = URL_WITH_QUERY.matcher(parser.getString());
                if (url.matches()) {
                    hidden.add(parser.getString());
                    replace(begin(parser), parser, url.group(1) + MASK);
                }
            }
        }

        /** Reads the value to its end, and remembers the texts in it. */
        private void hide(JsonParser parser, JsonToken value) {
            var depth = 0;
            for (var token = value; ; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isScalarValue()) {
                    hidden.add(parser.getString());
                }
                if (depth == 0) {
                    return;
                }
            }
        }

        private static int begin(JsonParser parser) {
            return (int) parser.currentTokenLocation().getCharOffset();
        }

        private void replace(int begin, JsonParser parser, String text) {
            var quoted = Json.bytes(generator -> generator.writeString(text));
            out.append(json, copied, begin).append(new String(quoted, StandardCharsets.UTF_8));
            copied = (int) parser.currentLocation().getCharOffset();
        }

        private Attempted masked(Attempted attempt) {
            return new Attempted(
                    attempt.generation(),
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.took(),
                    attempt.outcome(),
                    masked(attempt.error()),
                    attempt.nextDelay());
        }

        private @Nullable Fault masked(@Nullable Fault fault) {
            if (fault == null) {
                return null;
            }
            var message = fault.message();
            for (var text : hidden) {
                message = text.length() < SHORTEST ? message : message.replace(text, MASK);
            }
            return new Fault(fault.type(), message, fault.fingerprint(), fault.at());
        }
    }
}
