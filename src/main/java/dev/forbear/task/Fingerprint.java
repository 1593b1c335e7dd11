package dev.forbear.task;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Groups failures: the exception's class, where it was thrown, and its message without what varies.
 */
public final class Fingerprint {

    private static final Pattern VARYING =
            Pattern.compile(
                    "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
                            + "|0[xX][0-9a-fA-F]+"
                            + "|(?<![0-9A-Za-z])(?=[a-fA-F]*[0-9])[0-9a-fA-F]{6,}(?![0-9A-Za-z])"
                            + "|[0-9]+");

    private Fingerprint() {}

    /**
     * The fingerprint, 12 hex digits. The throw site is a class and a method: a line number moves
     * with each release.
     */
    public static String of(Throwable thrown) {
        return of(thrown, UnaryOperator.identity());
    }

    /** The fingerprint of what was thrown, its message told in other words. */
    static String of(Throwable thrown, UnaryOperator<String> words) {
        var message = Failure.cut(Failure.messageOf(thrown), Failure.LONGEST);
        return of(thrown.getClass().getName(), siteOf(thrown), words.apply(message));
    }

    private static String siteOf(Throwable thrown) {
        try {
            var stack = thrown.getStackTrace();
            return stack.length == 0
                    ? ""
                    : stack[0].getClassName() + "#" + stack[0].getMethodName();
        } catch (RuntimeException | Error e) {
            return ""; // the exception's own method; what cannot be read tells nothing apart
        }
    }

    static String of(String type, String site, String message) {
        var text = type + "\n" + site + "\n" + masked(message);
        return HexFormat.of().formatHex(sha256(text), 0, 6);
    }

    /**
     * The message with digits, UUIDs and hex numbers masked by {@code #}, at most 500 characters.
     */
    public static String masked(String message) {
        return VARYING.matcher(Failure.cut(message, Failure.LONGEST)).replaceAll("#");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
