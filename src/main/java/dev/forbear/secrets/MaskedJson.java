package dev.forbear.secrets;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JSON text, read once: itself without what is secret, and what that is. */
public final class MaskedJson {

    // shorter ones would hide what is no secret
    private static final int SHORTEST = 4;
    private static final int SHORTEST_WORD = 8;

    /** Where {@code Bearer …}, {@code a=…; b=…} and a key of many lines may be taken apart. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;]+");

    // what is read here has been accepted before
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final String json;
    private final SecretNames names;
    private final Map<String, Boolean> known = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private final List<String> found = new ArrayList<>();
    private int copied;

    private MaskedJson(String json, SecretNames names) {
        this.json = json;
        this.names = names;
    }

    /**
     * @param name what the whole is called; empty if it has no name
     * @param json one JSON value
     */
    public static MaskedJson of(String name, String json, SecretNames names) {
        var masked = new MaskedJson(json, names);
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            masked.value(name, parser, parser.nextToken());
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                masked.look(parser, token);
            }
        }
        return masked;
    }

    private void look(JsonParser parser, JsonToken token) {
        if (token == JsonToken.PROPERTY_NAME) {
            value(parser.currentName(), parser, parser.nextToken());
        } else {
            value("", parser, token);
        }
    }

    private void value(String name, JsonParser parser, JsonToken token) {
        if (!name.isEmpty() && known.computeIfAbsent(name, names::matches)) {
            var begin = begin(parser);
            hide(parser, token);
            replace(begin, parser, Secrets.HIDDEN);
        } else if (token == JsonToken.VALUE_STRING && !names.isEmpty()) {
            var query = Query.of(name, parser.getString());
            if (!query.isEmpty()) {
                query.texts().forEach(found::add);
                replace(begin(parser), parser, query.shown());
            }
        }
    }

    /** Reads the value to its end, and remembers the texts in it. */
    private void hide(JsonParser parser, JsonToken value) {
        var depth = 0;
        for (var token = value; ; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                remember(parser.getString());
            } else if (token.isNumeric()) {
                rememberNumber(parser.getString());
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private void remember(String text) {
        if (text.length() >= SHORTEST) {
            found.add(text);
        }
        BETWEEN_WORDS
                .splitAsStream(text)
                .flatMap(word -> Stream.of(word, word.substring(word.indexOf('=') + 1)))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .forEach(found::add);
    }

    /** As it is written, and as a program writes it that has it as a double or a long. */
    private void rememberNumber(String text) {
        if (text.length() >= SHORTEST) {
            found.add(text);
            var number = Double.parseDouble(text);
            Stream.of(Double.toString(number), number == (long) number ? "" + (long) number : "")
                    .filter(form -> form.length() >= SHORTEST && !form.startsWith(text))
                    .filter(_ -> Double.isFinite(number))
                    .forEach(found::add);
        }
    }

    private static int begin(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private void replace(int begin, JsonParser parser, String text) {
        out.append(json, copied, begin).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
        copied = (int) parser.currentLocation().getCharOffset();
    }

    /** The text, with stars for the values of secret members and the queries of URLs. */
    public String text() {
        return out + json.substring(copied);
    }

    public boolean hidesNothing() {
        return copied == 0;
    }

    /** Texts of what is hidden, also those that are parts of it and could stand elsewhere alone. */
    public List<String> secrets() {
        return List.copyOf(found);
    }
}
