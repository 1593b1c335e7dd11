package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Failure;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes what became of an attempt; empty if it was fenced out.
 *
 * @param again whether it was written before, and nobody knows whether that is durable
 */
record Settling(Settlement settlement, boolean again) implements Move<Optional<Settling.Done>> {

    /** A little is nothing beside such a delay. */
    private static final Duration LONG = Duration.ofSeconds(5);

    record Done(Task after, Outcome outcome) {}

    @Override
    public List<Held> held() {
        return List.of(Held.by(settlement.claim()));
    }

    /** What is retried much later is not waited for; what ended, or goes on, may be. */
    @Override
    public boolean hasTime() {
        return settlement.verdict() instanceof Verdict.Retry(var delay, _, _)
                && delay.compareTo(LONG) >= 0;
    }

    @Override
    public Optional<Done> on(TaskRows rows) throws SQLException {
        var claim = settlement.claim();
        var claimed = new Row(claim.row(), claim.epoch(), claim.task());
        var settled = settled(claim.task(), rows.now());
        if (rows.updateUnmoved(claimed, claimed.with(settled))) {
            return Optional.of(done(rows, settled));
        }
        return moved(rows, claim);
    }

    private Task settled(Task task, Instant now) {
        return task.begun(now.minus(settlement.took()))
                .settled(settlement.verdict(), settlement.minInterval(), now);
    }

    /** Something was submitted meanwhile, or it was cancelled, or somebody else has it. */
    private Optional<Done> moved(TaskRows rows, Claim claim) throws SQLException {
        var row = rows.load(Held.by(claim));
        if (row == null || row.epoch() != claim.epoch()) {
            return Optional.empty();
        }
        var now = rows.now();
        if (row.task().state() instanceof State.Running) {
            var settled = settled(row.task(), now);
            rows.update(row, row.with(settled));
            return Optional.of(done(rows, settled));
        }
        if (Columns.held(row.task())) {
            rows.update(row, row.with(row.task().freed(now)));
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

    private Done done(TaskRows rows, Task after) throws SQLException {
        var outcome = Outcome.of(settlement.verdict(), after);
        if (!isCleanFirst(outcome)) {
            rows.record(past(after, outcome, rows.now()));
        }
        return new Done(after, outcome);
    }

    private boolean isCleanFirst(Outcome outcome) {
        return settlement.claim().attempt() == 1
                && (outcome == Outcome.SUCCEEDED || outcome == Outcome.REQUEUED);
    }

    private PastAttempt past(Task after, Outcome outcome, Instant now) {
        var failure = failure(settlement.verdict());
        var next = after.state() instanceof State.BackingOff(var due) ? due : null;
        return new PastAttempt(
                settlement.claim(),
                settlement.took(),
                outcome,
                failure,
                now,
                next == null ? null : Duration.between(now, next));
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
