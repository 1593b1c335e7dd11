package dev.forbear.engine;

import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who waits for something to happen to a task. Holds no entry for a task that nobody waits for.
 * Safe for many threads.
 */
public final class Watchers implements TaskEvents {

    private final ConcurrentHashMap<TaskId, Set<Runnable>> watchers = new ConcurrentHashMap<>();

    /** Ends a watch. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Runs the signal, which must be quick, on each event of the task until the watch is closed.
     */
    public Watch watch(TaskId id, Runnable signal) {
        watchers.compute(
                id,
                (_, present) -> {
                    var set = present == null ? ConcurrentHashMap.<Runnable>newKeySet() : present;
                    set.add(signal);
                    return set;
                });
        return () -> watchers.computeIfPresent(id, (_, present) -> without(present, signal));
    }

    private static @Nullable Set<Runnable> without(Set<Runnable> present, Runnable signal) {
        present.remove(signal);
        return present.isEmpty() ? null : present;
    }

    @Override
    public void on(TaskEvent event) {
        var id = taskOf(event);
        if (id != null) {
            watchers.getOrDefault(id, Set.of()).forEach(Runnable::run);
        }
    }

    private static @Nullable TaskId taskOf(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Submitted(var task, _) -> task.id();
            case TaskEvent.AttemptStarted(var claim, _) -> claim.task().id();
            case TaskEvent.AttemptEnded ended -> ended.after().id();
            case TaskEvent.Fenced(var claim, _) -> claim.task().id();
            case TaskEvent.Expired(var task) -> task.id();
            case TaskEvent.Operated(_, _, var after, _) -> after.id();
            case TaskEvent.Stuck _, TaskEvent.Paused _ -> null;
        };
    }

    /** How many tasks are waited for. */
    public int size() {
        return watchers.size();
    }
}
