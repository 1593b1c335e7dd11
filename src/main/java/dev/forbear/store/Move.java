package dev.forbear.store;

import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An operation on tasks that it names beforehand, so that a store can lock those of a whole batch
 * together and in order.
 */
interface Move<R> extends Operation<TaskRows, R> {

    /** The task that it may look for or insert; null if it is about what is held. */
    default @Nullable TaskId task() {
        return null;
    }

    /** The rows that it may load or change. */
    default List<Held> held() {
        return List.of();
    }

    /** True if it loads those rows in any case, so that they are worth loading together. */
    default boolean loads() {
        return false;
    }
}
