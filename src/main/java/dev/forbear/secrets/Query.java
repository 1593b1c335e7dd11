package dev.forbear.secrets;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The query of a URL that a text is or holds.
 *
 * @param begin where it begins, after the question mark; it is taken to reach to the text's end
 */
record Query(String text, int begin) {

    // shorter ones would hide what is no secret
    private static final int SHORTEST_PAIR = 3;
    private static final int SHORTEST_QUERY = 4;
    private static final int SHORTEST_VALUE = 6;

    private static final String ABSOLUTE = "://";

    /** The first that a member's text holds, or one without text if it holds none. */
    static Query of(String member, String text) {
        var path = member.toLowerCase(Locale.ROOT).equals("path");
        var scheme = text.indexOf(ABSOLUTE);
        if (scheme > 0 && isWord(text, 0, scheme)) {
            return from(text, text.indexOf('?', scheme));
        }
        var from = 0;
        for (var mark = text.indexOf('?'); mark >= 0; mark = text.indexOf('?', from)) {
            var word = wordBefore(text, from, mark);
            if (text.substring(word, mark).contains(ABSOLUTE)
                    || (word == 0 && (path || isParameter(text, mark + 1)))) {
                return from(text, mark);
            }
            from = mark + 1;
        }
        return new Query(text, text.length());
    }

    private static Query from(String text, int mark) {
        return new Query(text, mark < 0 ? text.length() : mark + 1);
    }

    private static boolean isWord(String text, int from, int to) {
        return text.substring(from, to).chars().noneMatch(Character::isWhitespace);
    }

    private static int wordBefore(String text, int from, int to) {
        var at = to;
        while (at > from && !Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Whether it goes on as {@code name=}, since not each question mark in a text is a query's. */
    private static boolean isParameter(String text, int from) {
        var equals = text.indexOf('=', from);
        return equals > from && isWord(text, from, equals);
    }

    boolean isEmpty() {
        return begin >= text.length();
    }

    /** The text without it. */
    String shown() {
        return text.substring(0, begin) + Secrets.HIDDEN;
    }

    /** The text, its query, and of that the pairs and the values, as they are and decoded. */
    Stream<String> texts() {
        var query = text.substring(begin);
        var pairs = List.of(query.split("[&#;\\s]"));
        return Stream.of(
                        Stream.of(text),
                        longer(SHORTEST_QUERY, Stream.of(query)),
                        longer(SHORTEST_PAIR, pairs.stream().filter(pair -> pair.contains("="))),
                        longer(SHORTEST_VALUE, pairs.stream().map(Query::value)))
                .flatMap(each -> each)
                .flatMap(each -> Stream.of(each, decoded(each)));
    }

    private static String value(String pair) {
        return pair.substring(pair.indexOf('=') + 1);
    }

    private static Stream<String> longer(int least, Stream<String> texts) {
        return texts.filter(text -> text.length() >= least);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // not encoded, then
        }
    }
}
