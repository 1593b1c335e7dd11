package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/**
 * What went wrong in an attempt.
 *
 * @param type the exception's class; {@code lost} where nobody saw the attempt end
 * @param message at most 500 characters
 * @param fingerprint the same for failures that differ only in numbers and ids, see {@link
 *     Fingerprint}
 * @param thrown the exception itself, or what stands for it, while it is in memory, for the log;
 *     never stored
 */
public record Failure(String type, String message, String fingerprint, @Nullable Throwable thrown) {

    /** The longest message that is kept, in characters. */
    public static final int LONGEST = 500;

    /** The type of a failure without an exception. */
    private static final String LOST = "lost";

    public Failure {
        message = cut(message, LONGEST);
    }

    /** Whatever was thrown, even where the exception's own methods throw. */
    public static Failure of(Throwable thrown) {
        return new Failure(
                thrown.getClass().getName(), messageOf(thrown), Fingerprint.of(thrown), thrown);
    }

    /** The failure of an attempt that nobody saw end, so without an exception. */
    public static Failure lost(String message) {
        return new Failure(LOST, message, Fingerprint.of(LOST, "", message), null);
    }

    /** The same failure, grouped with those of the fingerprint. */
    public Failure knownAs(String fingerprint) {
        return new Failure(type, message, fingerprint, thrown);
    }

    /**
     * The same failure, told in other words: grouped with those of the same new words.
     *
     * @param words for any text
     * @param thrown for what was thrown
     */
    public Failure told(UnaryOperator<String> words, UnaryOperator<Throwable> thrown) {
        return this.thrown == null
                ? new Failure(type, words.apply(message), fingerprint, null)
                : new Failure(
                        type,
                        words.apply(message),
                        Fingerprint.of(this.thrown, words),
                        thrown.apply(this.thrown));
    }

    /** With a cause in its message, unless it is the cause or holds what that said already. */
    public Failure because(Failure cause) {
        var same = cause.type.equals(type) && cause.message.equals(message);
        if (same || (!cause.message.isEmpty() && message.contains(cause.message))) {
            return this;
        }
        var said = cause.message.isEmpty() ? cause.type : cause.type + ": " + cause.message;
        var before = message.isEmpty() ? "" : cut(message, LONGEST / 2) + "; ";
        return new Failure(type, before + "caused by " + said, fingerprint, thrown);
    }

    static String messageOf(Throwable thrown) {
        try {
            var message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | Error e) {
            return "its message cannot be read: " + e.getClass().getName();
        }
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
