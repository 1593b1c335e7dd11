package dev.forbear.task;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in an attempt.
 *
 * @param type the exception's class
 * @param message at most 500 characters
 * @param fingerprint the same for failures that differ only in numbers and ids, see {@link
 *     Fingerprint}
 * @param thrown the exception itself while it is in memory, for the log; never stored
 */
public record Failure(String type, String message, String fingerprint, @Nullable Throwable thrown) {

    /** The longest message that is kept, in characters. */
    public static final int LONGEST = 500;

    public Failure {
        message = cut(message, LONGEST);
    }

    public static Failure of(Throwable thrown) {
        var message = thrown.getMessage();
        return new Failure(
                thrown.getClass().getName(),
                message == null ? "" : message,
                Fingerprint.of(thrown),
                thrown);
    }

    /** Cuts to so many characters, the last one an ellipsis, and never through a surrogate pair. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
