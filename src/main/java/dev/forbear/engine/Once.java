package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.task.Effect;
import dev.forbear.task.TaskId;

import java.time.Duration;

/**
 * What tells that a submission is one that came before. Both are hashes: a store holds nothing of
 * what the caller sent.
 *
 * @param key of who submits and of the key that the caller gave
 * @param body of all that is submitted; equal for what is equal as JSON
 */
public record Once(String key, String body) {

    /** How long a store keeps the answer; after that the key is as good as new. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** What a submission came to. */
    public sealed interface Answer {
        /** None came before. What a full backlog refuses leaves no trace. */
        record First(Admission admission) implements Answer {}

        /**
         * The same came before, and nothing was done.
         *
         * @param id the task, which may have been deleted since
         * @param effect what the first did
         */
        record Again(TaskId id, Effect effect) implements Answer {}

        /** Something else came under this key, and nothing was done. */
        record OtherBody() implements Answer {}
    }
}
