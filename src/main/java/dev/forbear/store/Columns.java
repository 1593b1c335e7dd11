package dev.forbear.store;

import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.Terms.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/** The columns of table {@code run} that a move rewrites, in the order of the statements. */
final class Columns {

    private Columns() {}

    /** Fills in 17 values from the position on. */
    static void of(Row row, @Nullable Object[] values, int from) {
        var task = row.task();
        var progress = task.progress();
        values[from] = task.state().kind().code();
        values[from + 1] = Micros.ofNullable(claimable(task.state()));
        values[from + 2] = nextDue(task.state());
        values[from + 3] = row.epoch();
        values[from + 4] = held(task) ? Rows.NODE : null;
        values[from + 5] = progress.generation();
        values[from + 6] = progress.attempts();
        values[from + 7] = progress.crashes();
        values[from + 8] = Micros.ofNullable(progress.startedAt());
        values[from + 9] = Micros.ofNullable(progress.floor());
        trouble(progress.trouble(), values, from + 10);
        deadline(task.terms().deadline(), values, from + 13);
        values[from + 15] = task.state() instanceof State.Failed(var reason) ? reason.code() : null;
        values[from + 16] = Micros.of(task.updatedAt());
    }

    /** When a task may be claimed; null if it does not wait, or for a thread to end. */
    static @Nullable Instant claimable(State state) {
        return switch (state) {
            case State.Queued(var due, var leased) -> leased ? null : due;
            case State.BackingOff(var due) -> due;
            case State.Running _, State.Succeeded _, State.Failed _, State.Cancelled _ -> null;
        };
    }

    private static @Nullable Long nextDue(State state) {
        return switch (state) {
            case State.Queued(var due, var leased) -> leased ? Micros.of(due) : null;
            case State.Running(var again) -> Micros.ofNullable(again);
            case State.BackingOff _, State.Succeeded _, State.Failed _, State.Cancelled _ -> null;
        };
    }

    /** True while a thread has the task: it is not to be claimed, deleted or ended by others. */
    static boolean held(Task task) {
        return switch (task.state()) {
            case State.Queued(_, var leased) -> leased;
            case State.Running _ -> true;
            case State.Cancelled(var leased) -> leased;
            case State.BackingOff _, State.Succeeded _, State.Failed _ -> false;
        };
    }

    private static void trouble(@Nullable Trouble trouble, @Nullable Object[] values, int from) {
        if (trouble != null) {
            values[from] = Micros.of(trouble.since());
            values[from + 1] = trouble.first();
            values[from + 2] = trouble.fingerprint();
        }
    }

    private static void deadline(@Nullable Deadline deadline, @Nullable Object[] values, int from) {
        if (deadline != null) {
            values[from] = Micros.of(deadline.at());
            values[from + 1] = deadline.after() == null ? null : nanos(deadline.after());
        }
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
                ? Long.MAX_VALUE
                : duration.toNanos();
    }
}
