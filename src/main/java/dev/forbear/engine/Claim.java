package dev.forbear.engine;

import dev.forbear.task.Task;
import dev.forbear.task.TraceParent;

import java.time.Duration;

/**
 * One attempt that this process may make.
 *
 * @param row the store's number for the task
 * @param epoch the fencing token: only its holder can settle
 * @param before the task as it waited
 * @param task the task as it was claimed, RUNNING
 * @param lateness how long it had been due when it was claimed; negative: how long until it is
 */
public record Claim(long row, long epoch, Task before, Task task, Duration lateness) {

    public String controller() {
        return task.id().controller();
    }

    public int attempt() {
        return task.progress().attempts();
    }

    public long generation() {
        return task.progress().generation();
    }

    /** The same, what it calls being a part of the span. For the attempt alone. */
    public Claim under(TraceParent span) {
        return new Claim(row, epoch, before, task.under(span), lateness);
    }
}
