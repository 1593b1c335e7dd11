package dev.forbear.testkit;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * A task as a test sees it; it does not change when the task does.
 *
 * @param attempts made of the present generation
 * @param nextDelay from the last change to the next attempt; null where none follows
 * @param nextAttemptAt null where none follows
 * @param reason null unless FAILED
 * @param lastError the message of the last failed attempt; null if none failed or it is forgotten
 */
public record TestTask(
        String controller,
        String key,
        String uid,
        Kind state,
        long generation,
        int attempts,
        @Nullable Duration nextDelay,
        @Nullable Instant nextAttemptAt,
        @Nullable TerminalReason reason,
        @Nullable String lastError) {

    static TestTask of(Stored stored) {
        var task = stored.task();
        var due = task.state().dueAt();
        return new TestTask(
                task.id().controller(),
                task.id().key(),
                task.uid().toString(),
                task.state().kind(),
                task.progress().generation(),
                task.progress().attempts(),
                due == null ? null : Duration.between(task.updatedAt(), due),
                due,
                task.state() instanceof State.Failed(var reason) ? reason : null,
                lastError(stored));
    }

    private static @Nullable String lastError(Stored stored) {
        for (var attempted : stored.history().reversed()) {
            if (attempted.error() != null) {
                return attempted.error().message();
            }
        }
        return null;
    }
}
