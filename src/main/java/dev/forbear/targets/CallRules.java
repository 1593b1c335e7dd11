package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a spec may ask for. Checked when it is submitted and again before each attempt, since it may
 * have been stored by another version.
 */
final class CallRules {

    private static final List<String> METHODS =
            List.of("POST", "PUT", "PATCH", "DELETE", "GET", "HEAD");

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final int MOST_HEADERS = 50;
    private static final int MOST_HEADER_CHARACTERS = 8_192;

    /**
     * @param field of the spec; empty: the spec itself
     * @param key within the field; null: the field itself
     */
    record Finding(String field, @Nullable String key, String message) {

        @Override
        public String toString() {
            return (field + (key == null ? "" : "." + key) + " " + message).strip();
        }
    }

    private final CallSpec spec;
    private final List<Finding> found = new ArrayList<>();

    private CallRules(CallSpec spec) {
        this.spec = spec;
    }

    /** What is wrong; empty if nothing is. No finding shows a header's value or a URL. */
    static List<Finding> findings(CallSpec spec) {
        var rules = new CallRules(spec);
        rules.where();
        rules.method();
        rules.headers();
        rules.timeout();
        return List.copyOf(rules.found);
    }

    private void where() {
        if ((spec.target() == null) == (spec.url() == null)) {
            found("", "exactly one of target and url must be given");
            return;
        }
        if (spec.url() != null) {
            read("url", spec.url(), WebUrl::of);
            if (spec.path() != null) {
                found("path", "must be left out with url; write it into the url");
            }
            return;
        }
        if (spec.path() != null) {
            read("path", spec.path(), BelowPath::of);
        }
    }

    private void method() {
        if (!METHODS.contains(spec.verb())) {
            found("method", "must be one of " + String.join(", ", METHODS));
        }
        if (spec.body() != null && (spec.verb().equals("GET") || spec.verb().equals("HEAD"))) {
            found("body", "must be left out with GET and HEAD");
        }
    }

    private void headers() {
        var headers = spec.givenHeaders();
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            var finding = HeaderRules.ofCaller(name, value, spec.target() != null);
            if (finding == null && !names.add(name)) {
                finding = "must be given once: case does not count";
            }
            if (finding != null) {
                found.add(new Finding("headers", name, finding));
            }
            if (finding == null && value != null && name.equalsIgnoreCase("content-type")) {
                contentType(value);
            }
        });
        if (headers.size() > MOST_HEADERS || size(headers) > MOST_HEADER_CHARACTERS) {
            found("headers", "must be at most 50, with 8192 characters in all");
        }
    }

    private static int size(Map<String, @Nullable String> headers) {
        return headers.entrySet().stream()
                .mapToInt(h -> h.getKey().length() + String.valueOf(h.getValue()).length())
                .sum();
    }

    private void contentType(String value) {
        read("headers", value, Body::type);
        var isString = spec.body() == null || spec.body().text() != null;
        if (found.isEmpty() && !isString && !Body.isJson(Body.type(value))) {
            found("body", "must be a string where the content-type header is not of JSON");
        }
    }

    private void timeout() {
        var timeout = spec.timeout();
        if (timeout != null
                && (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0)) {
            found("timeout", "must be from 1ms to 7d");
        }
    }

    private void read(String field, String value, Consumer<String> reader) {
        try {
            reader.accept(value);
        } catch (IllegalArgumentException e) {
            found(field, String.valueOf(e.getMessage()));
        }
    }

    private void found(String field, String message) {
        found.add(new Finding(field, null, message));
    }
}
