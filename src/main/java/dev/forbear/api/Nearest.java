package dev.forbear.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a caller may have meant. */
public final class Nearest {

    private Nearest() {}

    /** What to say of a name that is not among the known ones. */
    public static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "this call takes none";
        }
        var all = "known are " + String.join(", ", known);
        return to(name, known).map(near -> "did you mean " + near + "? ").orElse("") + all;
    }

    static Optional<String> to(String name, Collection<String> known) {
        if (name.length() > 64) {
            return Optional.empty();
        }
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(near -> distance(name, near) <= Math.max(2, near.length() / 3));
    }

    private static int distance(String name, String candidate) {
        return levenshtein(plain(name), plain(candidate));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static int levenshtein(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var above = row[j];
                var change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
