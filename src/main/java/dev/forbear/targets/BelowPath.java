package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A path that a caller gives below a target's. It is looked at as the strangest receiver may read
 * it: decoded several times over, and without what follows a semicolon.
 *
 * @param path as it is sent, without a leading slash
 * @param query as it is sent, without the question mark
 */
record BelowPath(String path, @Nullable String query) {

    private static final Pattern SCHEME = Pattern.compile("/*[A-Za-z][A-Za-z0-9+.-]*:/.*");
    private static final Pattern FORM =
            Pattern.compile(
                    "([A-Za-z0-9._~!$&'()*+,;=:@/%-]*)(?:\\?([A-Za-z0-9._~!$&'()*+,;=:@/%?-]*))?");
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static final int ROUNDS = 4;

    private static final String OUTSIDE =
            "must stay below the target's path: no . or .. as a segment, however it is encoded";

    /**
     * @throws IllegalArgumentException if it may lead out of the target's path; the message goes on
     *     from the field's name
     */
    static BelowPath of(String text) {
        if (text.isEmpty() || text.length() > WebUrl.LONGEST) {
            throw new IllegalArgumentException(
                    "must have 1 to " + WebUrl.LONGEST + " characters, has " + text.length());
        }
        if (SCHEME.matcher(text).matches() || text.startsWith("//")) {
            throw new IllegalArgumentException(
                    "must be a path below the target's, not a URL; give a URL as url");
        }
        var parts = FORM.matcher(text);
        if (!parts.matches() || BROKEN.matcher(text).find()) {
            throw new IllegalArgumentException(
                    "must have only what a path and a query may hold; percent-encode the rest, and"
                            + " leave out \\ and #");
        }
        var path = parts.group(1).startsWith("/") ? parts.group(1).substring(1) : parts.group(1);
        check(path);
        return new BelowPath(path, parts.group(2));
    }

    private static void check(String path) {
        if (path.contains("//")) {
            throw new IllegalArgumentException("must not have an empty segment, as in //");
        }
        var level = path;
        for (var round = 0; round < ROUNDS; round++) {
            segments(level);
            if (!ENCODED.matcher(level).find()) {
                return;
            }
            var decoded = decoded(level);
            if (slashes(decoded) != slashes(level)) {
                throw new IllegalArgumentException(
                        "must not have a slash, a backslash or a control character in its encoded"
                                + " form");
            }
            level = decoded;
        }
        throw new IllegalArgumentException("must not be encoded more than three times over");
    }

    private static void segments(String path) {
        var dots =
                Arrays.stream(path.split("/", -1))
                        .map(segment -> segment.split(";", 2)[0])
                        .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
        if (dots) {
            throw new IllegalArgumentException(OUTSIDE);
        }
    }

    private static long slashes(String path) {
        return path.chars().filter(c -> c == '/' || c == '\\' || Character.isISOControl(c)).count();
    }

    /** One round of decoding; full-width dots and slashes become plain ones. */
    private static String decoded(String path) {
        var bytes = ByteBuffer.allocate(path.length() * 4);
        for (var i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%'
                    && ENCODED.matcher(path).region(i, path.length()).lookingAt()) {
                bytes.put((byte) HexFormat.fromHexDigits(path, i + 1, i + 3));
                i += 2;
            } else {
                bytes.put(path.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return Normalizer.normalize(text, Normalizer.Form.NFKC);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("must be UTF-8 where it is percent-encoded", e);
        }
    }

    /** The target's URL with this path below its own. */
    WebUrl below(WebUrl target) {
        var base = target.path().endsWith("/") ? target.path() : target.path() + "/";
        return target.with(base + path, joined(target.query(), query));
    }

    private static @Nullable String joined(@Nullable String first, @Nullable String second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first + "&" + second;
    }

    @Override
    public String toString() {
        return "a path of " + path.length() + " characters";
    }
}
