package dev.forbear.secrets;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Tells what was thrown without secrets. For one use. */
final class Retelling {

    /** Causes and suppressed ones; what comes after them is left out. */
    private static final int MOST = 50;

    /** Of one text; the rest is left out. */
    private static final int LONGEST = 4_000;

    private final Secrets secrets;
    private final Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean changed;

    /**
     * What a copy is made of.
     *
     * @param shown what it says as a string
     */
    record Told(@Nullable String message, String shown, @Nullable Throwable cause) {}

    private Retelling(Secrets secrets) {
        this.secrets = secrets;
    }

    /** What was thrown, or a copy if one of its texts holds a secret. */
    static Throwable of(Throwable thrown, Secrets secrets) {
        var retelling = new Retelling(secrets);
        retelling.known.add(thrown);
        var copy = retelling.copied(thrown);
        return retelling.changed ? copy : thrown;
    }

    private Throwable copied(Throwable thrown) {
        var told = told(thrown);
        var copy = thrown instanceof Error ? new MaskedError(told) : new MaskedException(told);
        copy.setStackTrace(readable(() -> frames(thrown), new StackTraceElement[0]));
        for (var suppressed : thrown.getSuppressed()) {
            var next = following(suppressed);
            if (next != null) {
                copy.addSuppressed(next);
            }
        }
        return copy;
    }

    private static StackTraceElement[] frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(Objects::nonNull)
                .toArray(StackTraceElement[]::new);
    }

    private Told told(Throwable thrown) {
        var name = thrown.getClass().getName();
        var message = readable(thrown::getMessage, "its message cannot be read");
        var told = message == null ? null : without(message);
        var said = readable(thrown::toString, name);
        var cause = following(readable(thrown::getCause, null));
        if (said.equals(name + ": " + message)) {
            return new Told(told, name + ": " + told, cause);
        }
        // a class's name is no secret, though it may hold what is one by chance
        var shown =
                said.startsWith(name)
                        ? name + without(said.substring(name.length()))
                        : without(said);
        return new Told(told, shown, cause);
    }

    /** A copy of a further one; null if there is none, or it has been told. */
    private @Nullable Throwable following(@Nullable Throwable next) {
        if (next == null || !known.add(next)) {
            return null;
        }
        if (known.size() > MOST) {
            changed = true;
            return null;
        }
        return copied(next);
    }

    private String without(String text) {
        var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        var told = secrets.takenOutOf(shown);
        changed |= !told.equals(text);
        return told;
    }

    /** What the throwable's own methods say, which are anybody's, and may throw. */
    private <T extends @Nullable Object> T readable(Supplier<T> said, T otherwise) {
        try {
            return said.get();
        } catch (RuntimeException | Error _) {
            changed = true;
            return otherwise;
        }
    }
}
