package dev.forbear.targets;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Makes what came from a receiver fit to stand in an error: short, one line, without secrets. */
final class Excerpt {

    private static final int LONGEST = 300;

    private static final String HIDDEN = "***";

    /** Of a secret, that may be left where a body was cut. */
    private static final int LEAST_PART = 4;

    /** Control, format (which turn a line around), surrogate and private characters, and spaces. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Z}\\uFFFD]+");

    private Excerpt() {}

    static String of(String text, List<String> secrets) {
        var shown = HARMFUL.matcher(hidden(text, secrets)).replaceAll(" ").strip();
        return shown.codePointCount(0, shown.length()) <= LONGEST
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, LONGEST)) + "…";
    }

    private static String hidden(String text, List<String> secrets) {
        var longestFirst =
                Comparator.comparingInt(String::length).reversed(); // one may hold another
        var shown = text;
        for (var secret : secrets.stream().sorted(longestFirst).toList()) {
            shown = withoutPartAtTheEnd(shown.replace(secret, HIDDEN), secret);
        }
        return shown;
    }

    private static String withoutPartAtTheEnd(String text, String secret) {
        for (var n = Math.min(secret.length(), text.length()); n >= LEAST_PART; n--) {
            if (text.regionMatches(text.length() - n, secret, 0, n)) {
                return text.substring(0, text.length() - n) + HIDDEN;
            }
        }
        return text;
    }
}
