package dev.forbear.observe;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvent.AttemptEnded;
import dev.forbear.task.Failure;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** One task through its moves, each told as the event that the engine would tell. */
final class TaskLife {

    static final String FINGERPRINT = "ab12cd34ef56";
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration RAN = Duration.ofMillis(250);

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Task task;

    TaskLife(String controller, String key) {
        var wish =
                new Wish(
                        new TaskId(controller, key),
                        new UUID(7, 7),
                        new Terms.Spec("{}", "{}"),
                        When.NOW,
                        null,
                        null,
                        null);
        task = Task.created(wish, now).task();
    }

    static TaskLife demo() {
        return new TaskLife("demo", "a");
    }

    static Failure failure(String message) {
        return new Failure("java.io.IOException", message, FINGERPRINT, null);
    }

    AttemptEnded fails(String message) {
        return fails(failure(message));
    }

    AttemptEnded fails(Failure failure) {
        var delay = Duration.ofMillis(1_000L << Math.min(task.progress().attempts(), 6));
        return ends(new Verdict.Retry(delay, Duration.ofSeconds(1), failure));
    }

    AttemptEnded givesUp(Failure failure, TerminalReason reason) {
        return ends(new Verdict.GiveUp(reason, Duration.ofSeconds(1), failure));
    }

    AttemptEnded succeeds() {
        return ends(new Verdict.Success());
    }

    AttemptEnded ends(Verdict verdict) {
        var claim = claim();
        task = task.settled(verdict, Duration.ofMillis(100), now);
        var due = task.state().dueAt();
        return new AttemptEnded(
                claim,
                verdict,
                task,
                Outcome.of(verdict, task),
                MAX_ATTEMPTS,
                RAN,
                due == null ? null : Duration.between(now, due));
    }

    Claim claim() {
        var due = task.state().dueAt();
        if (due != null && due.isAfter(now)) {
            now = due;
        }
        var before = task;
        task = task.claimed(now);
        return new Claim(1, task.progress().attempts(), before, task, Duration.ZERO);
    }

    TaskEvent.Operated cancelled(String by) {
        var before = task;
        task = task.cancelled(now);
        return new TaskEvent.Operated("cancel", before, task, by);
    }

    TaskEvent.Operated retried(String by) {
        var before = task;
        task = task.retried(now);
        return new TaskEvent.Operated("retry", before, task, by);
    }

    TaskEvent.Submitted submitted(String spec) {
        var wish =
                new Wish(
                        task.id(),
                        new UUID(7, 8),
                        new Terms.Spec(spec, spec),
                        When.NOW,
                        null,
                        null,
                        null);
        var submitted = task.submitted(wish, Duration.ofMillis(100), now);
        task = submitted.task();
        return new TaskEvent.Submitted(task, submitted.effect());
    }

    TaskEvent.Expired expires(TerminalReason reason) {
        task = task.expired(reason, now);
        return new TaskEvent.Expired(task);
    }

    boolean ended() {
        return task.state() instanceof State.Failed || task.state() instanceof State.Succeeded;
    }
}
