package dev.forbear.engine.model;

import dev.forbear.task.TerminalReason;

import java.time.Duration;

/**
 * What the contract says must follow an attempt, by its number and limit.
 *
 * @param delay until the next attempt
 * @param cooldown null unless the attempt failed
 * @param died whether its process died
 */
record Ending(Then then, Duration delay, Duration cooldown, TerminalReason reason, boolean died) {

    /** What follows. */
    enum Then {
        SUCCEEDED,
        LATER,
        NOTHING,
        RETRIED,
        FAILED
    }

    private static final Duration FIRST = Duration.ofSeconds(1);

    static Ending success() {
        return new Ending(Then.SUCCEEDED, null, null, null, false);
    }

    static Ending later(Duration delay) {
        return new Ending(Then.LATER, delay, null, null, false);
    }

    /** As if it had not been made. */
    static Ending interrupted() {
        return new Ending(Then.NOTHING, null, null, null, false);
    }

    /** Failed: 1, 2, 4, … 60 s without jitter, and longer if the server asked for it. */
    static Ending failed(int attempt, int limit, Duration asked) {
        var backoff = Duration.ofSeconds(attempt > 6 ? 60 : 1L << (attempt - 1));
        var cooldown = longer(FIRST, asked);
        return attempt >= limit
                ? new Ending(Then.FAILED, null, cooldown, TerminalReason.ATTEMPTS_EXHAUSTED, false)
                : new Ending(Then.RETRIED, longer(backoff, asked), cooldown, null, false);
    }

    static Ending terminal(TerminalReason reason) {
        return new Ending(Then.FAILED, null, FIRST, reason, false);
    }

    static Ending died(int attempt, int limit) {
        var failed = failed(attempt, limit, Duration.ZERO);
        return new Ending(failed.then, failed.delay, failed.cooldown, failed.reason, true);
    }

    /**
     * An attempt that is settled shows that its task does not kill; one that never was made not.
     */
    int deaths(int before) {
        if (died) {
            return before + 1;
        }
        return then == Then.NOTHING ? before : 0;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
