package dev.forbear.store;

import dev.forbear.engine.TaskStore.Change;
import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import java.sql.SQLException;
import java.time.Instant;

/** A move that an operator wants; refused where the task's state does not allow it. */
record Changing(TaskId id, Move move) implements Operation<Transaction, Change> {

    /** Throws IllegalStateException where it is not legal. */
    interface Move {
        Task of(Task task, Instant now);
    }

    @Override
    public Change on(Transaction transaction) throws SQLException {
        var row = transaction.find(id);
        if (row == null) {
            return new Change.NoSuchTask();
        }
        Task after;
        try {
            after = move.of(row.task(), transaction.now());
        } catch (IllegalStateException _) {
            return new Change.Refused(row.task());
        }
        transaction.update(row, row.with(after));
        return new Change.Changed(row.task(), after);
    }
}
