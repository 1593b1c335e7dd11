package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one replica tells the others: that something of these controllers is due, and when. Written
 * out it is a line of words, for a notification's payload.
 *
 * @param node who tells
 * @param dues in microseconds
 */
record Hint(long node, Map<String, Long> dues) {

    /** PostgreSQL takes up to 7,999 bytes. */
    private static final int LONGEST = 7_000;

    /** What does not fit is left out: the others look for themselves before long. */
    String text() {
        var text = new StringBuilder().append(node);
        for (var due : dues.entrySet()) {
            if (text.length() < LONGEST) {
                text.append(' ').append(due.getKey()).append(' ').append(due.getValue());
            }
        }
        return text.toString();
    }

    /** Null if it is not one that this version understands. */
    static @Nullable Hint of(String text) {
        var words = text.split(" ", -1);
        if (words.length % 2 == 0) {
            return null;
        }
        try {
            var dues = new TreeMap<String, Long>();
            for (var i = 1; i < words.length; i += 2) {
                dues.put(words[i], Long.valueOf(words[i + 1]));
            }
            return new Hint(Long.parseLong(words[0]), dues);
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
