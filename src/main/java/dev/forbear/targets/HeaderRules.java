package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers may be asked for; each answer is what is wrong, or null. */
final class HeaderRules {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,4096}");

    /** What frames the message or steers the connection. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private static final Set<String> OURS = Set.of("accept-encoding", "idempotency-key");

    private HeaderRules() {}

    /** For a header of a target's configuration. */
    static @Nullable String ofTarget(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            return "must have a name of at most 100 letters, digits and -";
        }
        if (OF_THE_CONNECTION.contains(lower)) {
            return "must be left out: it belongs to the connection";
        }
        if (OURS.contains(lower) || lower.startsWith("forbear-") || lower.startsWith("webhook-")) {
            return "must be left out: Forbear sets it";
        }
        if (!VALUE.matcher(value).matches()) {
            return "must have a value of at most 4096 ASCII characters without control characters";
        }
        return null;
    }

    /** For a header of a task's spec. */
    static @Nullable String ofCaller(String name, @Nullable String value, boolean toTarget) {
        if (value == null) {
            return "must have a value; leave the header out instead";
        }
        if (name.equalsIgnoreCase("user-agent")) {
            return "must be left out: Forbear sets it";
        }
        if (name.equalsIgnoreCase("authorization") && toTarget) {
            return "must be left out: a target's credentials stand in its configuration";
        }
        return ofTarget(name, value);
    }
}
