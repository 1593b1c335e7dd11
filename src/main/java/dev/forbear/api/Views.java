package dev.forbear.api;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Effect;
import dev.forbear.task.Task;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** Adds to a stored task what is known of its controller. */
final class Views {

    private final Workqueue queue;

    Views(Workqueue queue) {
        this.queue = queue;
    }

    TaskView of(Stored stored) {
        return of(stored, null);
    }

    TaskView of(Stored stored, @Nullable Effect effect) {
        return new TaskView(
                stored, maxAttempts(stored.task()), queue.waitingFor(stored).orElse(null), effect);
    }

    /** Views of the tasks of one page, for which the pauses are read once. */
    Function<Stored, TaskView> ofPage() {
        var paused = queue.pauses().keySet();
        return stored ->
                new TaskView(
                        stored,
                        maxAttempts(stored.task()),
                        queue.waitingFor(stored, paused).orElse(null),
                        null);
    }

    @Nullable Integer maxAttempts(Task task) {
        var own = task.terms().maxAttempts();
        return queue.controllers()
                .find(task.id().controller())
                .map(controller -> Integer.valueOf(controller.maxAttempts(own)))
                .orElse(own);
    }
}
