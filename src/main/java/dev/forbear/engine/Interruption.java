package dev.forbear.engine;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt's thread is interrupted; set before the interrupt, and once: only {@link
 * Cause#STUCK} takes the place of another. Safe for use by many threads.
 */
public final class Interruption {

    /** Reasons to interrupt an attempt. */
    public enum Cause {
        /** It ran longer than its attempt-timeout: a failed attempt, unless it still succeeds. */
        TIMEOUT,
        /** It ignored the interrupt of its timeout: a failed attempt, whatever it returns. */
        STUCK,
        /** The process stops: costs no attempt; a success after it counts. */
        SHUTDOWN,
        /** The task was cancelled: the outcome is dropped. */
        CANCELLED,
        /**
         * Its lease could not be renewed and ends in seconds: a failed attempt, unless it still
         * succeeds and nobody else has the task by then.
         */
        LEASE,
        /** Another process has the task: the outcome is dropped. */
        LOST
    }

    private volatile @Nullable Cause cause;

    public @Nullable Cause cause() {
        return cause;
    }

    void because(Cause cause) {
        this.cause = cause;
    }
}
