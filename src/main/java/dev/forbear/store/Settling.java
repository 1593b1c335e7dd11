package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Failure;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes what became of an attempt; empty if it was fenced out.
 *
 * @param again whether it was written before, and nobody knows whether that is durable
 */
record Settling(Settlement settlement, boolean again)
        implements Operation<Transaction, Optional<Settling.Done>> {

    private static final int RING = 10;

    private static final String ATTEMPT =
            "insert or replace into attempt (task, slot, epoch, generation, number, started_at,"
                + " took, outcome, error_type, error_message, fingerprint, failed_at, next_delay)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    record Done(Task after, Outcome outcome) {}

    @Override
    public Optional<Done> on(Transaction transaction) throws SQLException {
        var claim = settlement.claim();
        var claimed = new Row(claim.row(), claim.epoch(), claim.task());
        var settled = settled(claim.task(), transaction.now());
        if (transaction.updateUnmoved(claimed, claimed.with(settled))) {
            return Optional.of(done(transaction, settled));
        }
        return moved(transaction, claim);
    }

    private Task settled(Task task, Instant now) {
        return task.begun(now.minus(settlement.took()))
                .settled(settlement.verdict(), settlement.minInterval(), now);
    }

    /** Something was submitted meanwhile, or it was cancelled, or somebody else has it. */
    private Optional<Done> moved(Transaction transaction, Claim claim) throws SQLException {
        var row = transaction.load(claim.row());
        if (row == null || row.epoch() != claim.epoch()) {
            return Optional.empty();
        }
        var now = transaction.now();
        if (row.task().state() instanceof State.Running) {
            var settled = settled(row.task(), now);
            transaction.update(row, row.with(settled));
            return Optional.of(done(transaction, settled));
        }
        if (Columns.held(row.task())) {
            transaction.update(row, row.with(row.task().freed(now)));
            return Optional.empty();
        }
        return again ? written(row.task()) : Optional.empty();
    }

    /** Of our epoch and not running any more: our own first write was durable after all. */
    private Optional<Done> written(Task after) {
        return after.state() instanceof State.Cancelled
                ? Optional.empty() // freed, by that write or before it
                : Optional.of(new Done(after, Outcome.of(settlement.verdict(), after)));
    }

    private Done done(Transaction transaction, Task after) throws SQLException {
        var outcome = Outcome.of(settlement.verdict(), after);
        if (!isCleanFirst(outcome)) {
            record(transaction, after, outcome);
        }
        return new Done(after, outcome);
    }

    private boolean isCleanFirst(Outcome outcome) {
        return settlement.claim().attempt() == 1
                && (outcome == Outcome.SUCCEEDED || outcome == Outcome.REQUEUED);
    }

    private void record(Transaction transaction, Task after, Outcome outcome) throws SQLException {
        var claim = settlement.claim();
        var now = transaction.now();
        var started = claim.task().progress().startedAt();
        var failure = failure(settlement.verdict());
        transaction
                .sql()
                .update(
                        ATTEMPT,
                        claim.row(),
                        claim.epoch() % RING,
                        claim.epoch(),
                        claim.generation(),
                        claim.attempt(),
                        Micros.of(started == null ? now : started),
                        Micros.of(settlement.took()),
                        outcome.code(),
                        failure == null ? null : failure.type(),
                        failure == null ? null : failure.message(),
                        failure == null ? null : failure.fingerprint(),
                        failure == null ? null : Micros.of(now),
                        nextDelay(after, now));
    }

    private static @Nullable Long nextDelay(Task after, Instant now) {
        return after.state() instanceof State.BackingOff(var due)
                ? Micros.of(Duration.between(now, due))
                : null;
    }

    /** What failed; null if nothing did. */
    static @Nullable Failure failure(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Failing failing -> failing.failure();
            case Verdict.Crashed(var judged, _) -> judged.failure();
            case Verdict.Success _, Verdict.Requeue _, Verdict.Interrupted _ -> null;
        };
    }
}
