package dev.forbear.store;

import dev.forbear.engine.TaskStore.Change;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import java.sql.SQLException;
import java.time.Instant;

/** A move that an operator wants; refused where the task's state does not allow it. */
record Changing(TaskId task, Way way) implements Move<Change> {

    /** Throws IllegalStateException where it is not legal. */
    interface Way {
        Task of(Task task, Instant now);
    }

    @Override
    public Change on(TaskRows rows) throws SQLException {
        var row = rows.find(task);
        if (row == null) {
            return new Change.NoSuchTask();
        }
        Task after;
        try {
            after = way.of(row.task(), rows.now());
        } catch (IllegalStateException _) {
            return new Change.Refused(row.task());
        }
        rows.update(row, row.with(after));
        return new Change.Changed(row.task(), after);
    }
}
