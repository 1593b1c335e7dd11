package dev.forbear.secrets;

import java.util.Arrays;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A text as somebody reads it, and where in the original each of its characters stands. */
final class View {

    private static final char ELLIPSIS = '…';

    /** JSON's escapes, and what may be left of one, or of a character, where a text was cut. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\(?:u([0-9a-fA-F]{4})|([\"\\\\/bfnrt]))"
                            + "|(?:\\\\(?:u[0-9a-fA-F]{0,3})?|\\uFFFD)(?=…|\\z)");

    private final String text;
    private final int[] at;

    /**
     * @param at with one more, for the end
     */
    private View(String text, int[] at) {
        this.text = text;
        this.at = at;
    }

    static View of(String text) {
        return new View(text, IntStream.rangeClosed(0, text.length()).toArray());
    }

    String text() {
        return text;
    }

    boolean isEscaped() {
        return ESCAPE.matcher(text).find();
    }

    View unescaped() {
        var read = new StringBuilder(text.length());
        var places = new int[text.length() + 1];
        var from = 0;
        for (var escapes = ESCAPE.matcher(text); escapes.find(); from = escapes.end()) {
            copy(from, escapes.start(), read, places);
            places[read.length()] = at[escapes.start()];
            read.append(meaning(escapes));
        }
        copy(from, text.length(), read, places);
        places[read.length()] = at[text.length()];
        return new View(read.toString(), Arrays.copyOf(places, read.length() + 1));
    }

    private void copy(int from, int to, StringBuilder read, int[] places) {
        System.arraycopy(at, from, places, read.length(), to - from);
        read.append(text, from, to);
    }

    private static String meaning(Matcher escape) {
        if (escape.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
        }
        return switch (escape.group(2)) {
            case null -> "";
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case String itself -> itself;
        };
    }

    /** The first place from there on where the text may have been cut; -1 if there is none. */
    int cut(int from) {
        var next = from > text.length() ? -1 : text.indexOf(ELLIPSIS, from);
        return next >= 0 || from > text.length() ? next : text.length();
    }

    void cover(BitSet covered, int from, int to) {
        covered.set(at[from], at[to]);
    }
}
