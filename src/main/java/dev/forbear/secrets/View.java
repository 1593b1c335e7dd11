package dev.forbear.secrets;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A text as somebody reads it, and where in the original each of its characters stands. */
final class View {

    private static final Pattern ELLIPSIS = Pattern.compile("…|\\.{3,}|\\z");

    private static final String CUT = "(?=…|\\.{3}|\\z)";

    /** JSON's escapes, and what may be left of one, or of a character, where a text was cut. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\(?:u([0-9a-fA-F]{4})|([\"\\\\/bfnrt]))"
                            + "|(?:\\\\(?:u[0-9a-fA-F]{0,3})?|\\uFFFD)"
                            + CUT);

    /** A character as URLs have it, in UTF-8 or else Latin-1, and what may be left of one. */
    private static final Pattern ENCODED =
            Pattern.compile(
                    ("(%[0-7]H|%[CD]H%[89AB]H|%EH(?:%[89AB]H){2}|%F[0-7](?:%[89AB]H){3})"
                                    + "|(?:%[C-F]H(?:%[89AB]H){0,2}(?:%H?)?|%H?)"
                                    + CUT
                                    + "|(%[89A-F]H)")
                            .replace("H", "[0-9A-F]"),
                    Pattern.CASE_INSENSITIVE);

    private final String text;
    private final int[] at;
    private final int[] cuts;

    /**
     * @param at with one more, for the end
     */
    private View(String text, int[] at) {
        this.text = text;
        this.at = at;
        this.cuts = ELLIPSIS.matcher(text).results().mapToInt(MatchResult::start).toArray();
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

    boolean isEncoded() {
        return ENCODED.matcher(text).find();
    }

    View unescaped() {
        return read(ESCAPE, View::meaning);
    }

    View decoded() {
        return read(ENCODED, View::character);
    }

    private View read(Pattern writing, Function<MatchResult, String> meaning) {
        var read = new StringBuilder(text.length());
        var places = new int[text.length() + 1];
        var from = 0;
        for (var written = writing.matcher(text); written.find(); from = written.end()) {
            copy(from, written.start(), read, places);
            var meant = meaning.apply(written);
            Arrays.fill(places, read.length(), read.length() + meant.length(), at[written.start()]);
            read.append(meant);
        }
        copy(from, text.length(), read, places);
        places[read.length()] = at[text.length()];
        return new View(read.toString(), Arrays.copyOf(places, read.length() + 1));
    }

    private void copy(int from, int to, StringBuilder read, int[] places) {
        System.arraycopy(at, from, places, read.length(), to - from);
        read.append(text, from, to);
    }

    private static String meaning(MatchResult escape) {
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

    private static String character(MatchResult encoded) {
        if (encoded.group(1) != null) {
            return URLDecoder.decode(encoded.group(1), StandardCharsets.UTF_8);
        }
        return encoded.group(2) == null
                ? ""
                : URLDecoder.decode(encoded.group(2), StandardCharsets.ISO_8859_1);
    }

    /** The places where the text may have been cut, in order. */
    int[] cuts() {
        return cuts;
    }

    void cover(BitSet covered, int from, int to) {
        covered.set(at[from], at[to]);
    }
}
