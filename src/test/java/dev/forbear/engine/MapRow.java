package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.Progress;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** A task in {@link MapTaskStore}. */
final class MapRow {

    final long number;
    long epoch;
    Task task;

    /** Which process claimed it last, and how long that is to be believed. */
    int owner;

    Instant leasedUntil = Instant.MAX;
    private final ArrayDeque<Attempted> history = new ArrayDeque<>();

    MapRow(long number, Task task) {
        this.number = number;
        this.task = task;
    }

    boolean isOf(String controller) {
        return task.id().controller().equals(controller);
    }

    /** True while the thread of a cancelled attempt lives. */
    boolean leased() {
        return switch (task.state()) {
            case State.Queued(_, var leased) -> leased;
            case State.Cancelled(var leased) -> leased;
            case State.Running _, State.BackingOff _, State.Succeeded _, State.Failed _ -> false;
        };
    }

    /** True while a thread has it, or had it when its process died. */
    boolean held() {
        return leased() || task.state().kind() == Kind.RUNNING;
    }

    boolean waits() {
        return task.state().dueAt() != null && !leased();
    }

    boolean isDue(Instant now) {
        return waits() && !task.state().dueAt().isAfter(now);
    }

    boolean suspect() {
        return task.progress().crashes() >= 2;
    }

    boolean mayGoAhead(int controllersLimit) {
        var own = task.terms().maxAttempts();
        var limit = own == null ? controllersLimit : own;
        return task.progress().crashes() == 0 && task.progress().attempts() + 1 < limit;
    }

    Duration left(Instant now) {
        if (!waits()) {
            return null;
        }
        var due = task.state().dueAt();
        return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }

    boolean isEndedSince(Instant before, Instant now, Kind... kinds) {
        var floor = task.progress().floor();
        return List.of(kinds).contains(task.state().kind())
                && task.updatedAt().isBefore(before)
                && !leased()
                && (floor == null || !floor.isAfter(now));
    }

    /** True if it waits as if the clock had been set back since it was written. */
    boolean isAhead(Instant now) {
        var due = task.state().dueAt();
        return waits()
                && due.isAfter(now)
                && task.updatedAt().isAfter(now)
                && (task.state() instanceof State.BackingOff
                        || due.equals(task.progress().floor())
                        || !due.isAfter(task.updatedAt().plusSeconds(1)));
    }

    void pullIn(Duration longest, Instant now) {
        var waited = Duration.between(task.updatedAt(), task.state().dueAt());
        var due = now.plus(waited.isNegative() ? Duration.ZERO : shorter(waited, longest));
        var p = task.progress();
        var floor =
                p.floor() == null
                        ? null
                        : earlier(p.floor().minus(Duration.between(now, task.updatedAt())), due);
        var to =
                task.state() instanceof State.BackingOff
                        ? new State.BackingOff(due)
                        : new State.Queued(due, false);
        task =
                new Task(
                        task.id(),
                        task.uid(),
                        task.createdAt(),
                        task.terms(),
                        new Progress(
                                p.generation(),
                                p.attempts(),
                                p.crashes(),
                                p.startedAt(),
                                floor,
                                p.trouble()),
                        to,
                        now);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    void remember(Settlement settlement, Outcome outcome, Instant now) {
        var claim = settlement.claim();
        var clean = outcome == Outcome.SUCCEEDED || outcome == Outcome.REQUEUED;
        if (clean && claim.attempt() == 1) {
            return;
        }
        history.add(
                new Attempted(
                        claim.generation(),
                        claim.attempt(),
                        claim.task().progress().startedAt(),
                        settlement.took(),
                        outcome,
                        fault(settlement.verdict(), now),
                        task.state() instanceof State.BackingOff(var due)
                                ? Duration.between(now, due)
                                : null));
        if (history.size() > 10) {
            history.removeFirst();
        }
    }

    private static Fault fault(Verdict verdict, Instant now) {
        return switch (verdict) {
            case Verdict.Failing failing -> fault(failing.failure(), now);
            case Verdict.Crashed(var judged, _) -> fault(judged.failure(), now);
            case Verdict.Success _, Verdict.Requeue _, Verdict.Interrupted _ -> null;
        };
    }

    private static Fault fault(Failure failure, Instant now) {
        return new Fault(failure.type(), failure.message(), failure.fingerprint(), now);
    }

    Stored stored(Instant now) {
        return new Stored(task, now, List.copyOf(history));
    }
}
