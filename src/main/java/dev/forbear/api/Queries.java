package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads query strings; not as the container does, which would read a form's body too. */
final class Queries {

    private Queries() {}

    /** The parameters, each known and given once, or a refusal. */
    static Map<String, String> read(@Nullable String query, List<String> known) {
        var parameters = new HashMap<String, String>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (var pair : query.split("&", -1)) {
            var equals = pair.indexOf('=');
            var given = equals < 0 ? pair : pair.substring(0, equals);
            var name = decoded(given, given);
            if (!known.contains(name)) {
                throw Refusal.parameter(name, unknown(name, known));
            }
            if (parameters.put(name, equals < 0 ? "" : decoded(given, pair.substring(equals + 1)))
                    != null) {
                throw Refusal.parameter(name, "is given twice; give it once");
            }
        }
        return parameters;
    }

    private static String unknown(String name, List<String> known) {
        return "is not known here; " + Nearest.hint(name, known);
    }

    private static String decoded(String name, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw Refusal.parameter(
                    Faults.plain(name), "has a % that two hex digits do not follow; write %25");
        }
    }
}
