package dev.forbear.retry;

import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What an exception and its causes say about a retry; what it suppressed says nothing. */
final class Causes {

    /** Chains of causes can be cyclic. */
    private static final int MOST = 1_000;

    private Causes() {}

    /**
     * True if no retry can help.
     *
     * @param names of exception classes that end a task, a nested one's with {@code $} or {@code .}
     */
    static boolean areTerminal(Throwable thrown, Set<String> names) {
        return terminal(thrown, names) != null;
    }

    /** The outermost of them because of which no retry can help; null if one can. */
    static @Nullable Throwable terminal(Throwable thrown, Set<String> names) {
        return of(thrown).stream()
                .filter(cause -> cause instanceof TerminalException || isNamed(cause, names))
                .findFirst()
                .orElse(null);
    }

    private static boolean isNamed(Throwable thrown, Set<String> names) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (names.contains(type.getName())
                    || names.contains(type.getName().replace('$', '.'))) {
                return true;
            }
        }
        return false;
    }

    /** How long the server asked to wait; null if it did not. */
    static @Nullable Duration retryAfter(Throwable thrown) {
        return of(thrown).stream()
                .filter(RetryAfterException.class::isInstance)
                .map(cause -> delayOf((RetryAfterException) cause))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Of a class that may be a controller's own, as the one below. */
    private static @Nullable Duration delayOf(RetryAfterException thrown) {
        try {
            return thrown.delay();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static List<Throwable> of(Throwable thrown) {
        var chain = new ArrayList<Throwable>();
        for (var next = thrown; next != null && chain.size() < MOST; next = causeOf(next)) {
            chain.add(next);
        }
        return chain;
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | Error e) {
            return null; // a controller's own class; what cannot be read says nothing
        }
    }
}
