package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.task.Effect;
import dev.forbear.task.Outcome;
import dev.forbear.task.Task;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Something that happened to a task and is durable. */
public sealed interface TaskEvent {

    record Submitted(Task task, Effect effect) implements TaskEvent {}

    /**
     * @param lateness how long after its due time the call begins
     */
    record AttemptStarted(Claim claim, Duration lateness) implements TaskEvent {}

    /**
     * @param maxAttempts the limit that held
     * @param nextIn from the end of this attempt to the next one; null where none follows
     */
    record AttemptEnded(
            Claim claim,
            Verdict verdict,
            Task after,
            Outcome outcome,
            int maxAttempts,
            Duration took,
            @Nullable Duration nextIn)
            implements TaskEvent {}

    /** The outcome came too late and was dropped. */
    record Fenced(Claim claim, Duration took) implements TaskEvent {}

    /** An attempt ignored the interrupt of its timeout; its slot is given away. */
    record Stuck(Claim claim, Duration since) implements TaskEvent {}

    /** A waiting task ended without an attempt: deadline, or nobody has its controller. */
    record Expired(Task task) implements TaskEvent {}

    /** An operator cancelled or retried the task. */
    record Operated(String action, Task before, Task after, String by) implements TaskEvent {}

    /**
     * An operator paused a controller, or resumed it.
     *
     * @param pause that holds now, which may be an earlier one; null: resumed
     * @param changed false: it was paused already
     * @param reason as the operator gave it
     */
    record Paused(
            String controller,
            @Nullable Pause pause,
            boolean changed,
            String by,
            @Nullable String reason)
            implements TaskEvent {}
}
