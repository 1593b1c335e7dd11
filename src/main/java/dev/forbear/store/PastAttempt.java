package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.task.Failure;
import dev.forbear.task.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * An attempt as the history keeps it.
 *
 * @param failure null if it did not fail
 * @param ended when it was settled
 * @param nextDelay null if no retry follows
 */
record PastAttempt(
        Claim claim,
        Duration took,
        Outcome outcome,
        @Nullable Failure failure,
        Instant ended,
        @Nullable Duration nextDelay) {

    private static final int RING = 10;

    /** The columns of {@code attempt}, in the order of {@link #values}. */
    static final String COLUMNS =
            "task, slot, epoch, generation, number, started_at, took, outcome, error_type,"
                    + " error_message, fingerprint, failed_at, next_delay";

    long slot() {
        return claim.epoch() % RING;
    }

    @Nullable Object[] values() {
        var started = claim.task().progress().startedAt();
        return new @Nullable Object[] {
            claim.row(),
            slot(),
            claim.epoch(),
            claim.generation(),
            claim.attempt(),
            Micros.of(started == null ? ended : started),
            Micros.of(took),
            outcome.code(),
            failure == null ? null : failure.type(),
            failure == null ? null : failure.message(),
            failure == null ? null : failure.fingerprint(),
            failure == null ? null : Micros.of(ended),
            nextDelay == null ? null : Micros.of(nextDelay)
        };
    }
}
