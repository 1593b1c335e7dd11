package dev.forbear.retry;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.task.Progress;
import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Claims and policies, as the engine would hand them in. */
final class Claims {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** 1, 2, 4, 8, 16, 32, 60 s, ten attempts. */
    static final Policy DEFAULTS = policy(0.25, 10);

    private Claims() {}

    static Policy policy(double jitter, int maxAttempts, String... notRetryable) {
        return new Policy(
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(60),
                jitter,
                maxAttempts,
                Duration.ofMinutes(15),
                List.of(notRetryable));
    }

    /** The n-th attempt of a task without a limit of its own. */
    static Claim attempt(int n) {
        return claim(n, null, null);
    }

    static Claim attemptOf(int n, int ownLimit) {
        return claim(n, ownLimit, null);
    }

    static Claim claim(int n, Integer ownLimit, Trouble trouble) {
        var terms = new Terms(new Terms.Spec("{\"n\":1}", "d"), null, ownLimit, null);
        var before = new Progress(3, n - 1, 0, NOW, null, trouble);
        var now = new Progress(3, n, 0, NOW, null, trouble);
        return new Claim(
                1,
                1,
                task(terms, before, new State.BackingOff(NOW)),
                task(terms, now, new State.Running(null)),
                Duration.ZERO);
    }

    private static Task task(Terms terms, Progress progress, State state) {
        return new Task(new TaskId("c", "k"), new UUID(1, 2), NOW, terms, progress, state, NOW);
    }
}
