package dev.forbear.task;

import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Cancelled;
import dev.forbear.task.State.Failed;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;
import dev.forbear.task.State.Succeeded;
import dev.forbear.task.Verdict.GiveUp;
import dev.forbear.task.Verdict.Retry;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A task in each state, and what can be done to it, all at the same moment. */
final class Tasks {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration PACE = Duration.ofMillis(100);
    static final Duration COOLDOWN = Duration.ofSeconds(1);
    static final TaskId ID = new TaskId("c", "k");
    static final Failure FAILURE = new Failure("E", "down", "f1", null);

    /** An attempt of the third generation that began a while ago, after two failures. */
    static final Progress RUNNING =
            new Progress(
                    3, 3, 0, in(-30), in(-40), new Progress.Trouble(in(-60), "first error", "f0"));

    private Tasks() {}

    static Instant in(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    static Task in(State state) {
        return in(state, RUNNING);
    }

    static Task in(State state, Progress progress) {
        return new Task(ID, new UUID(1, 1), in(-100), terms(), progress, state, in(-30));
    }

    static Terms terms() {
        return new Terms(new Terms.Spec("{}", "digest"), "lane", 5, null);
    }

    static Task queued(long dueIn) {
        return in(new Queued(in(dueIn), false));
    }

    static Task running() {
        return in(new Running(null));
    }

    static Task movedOn(long againIn) {
        return in(new Running(in(againIn)));
    }

    static Task backingOff(long dueIn) {
        return in(new BackingOff(in(dueIn)));
    }

    static Task succeeded() {
        return in(new Succeeded());
    }

    static Task failed() {
        return in(new Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
    }

    static Task cancelled(boolean leased) {
        return in(new Cancelled(leased));
    }

    static Task until(Task task, Instant deadline) {
        var terms = task.terms();
        return new Task(
                task.id(),
                task.uid(),
                task.createdAt(),
                new Terms(
                        terms.spec(),
                        terms.lane(),
                        terms.maxAttempts(),
                        new Terms.Deadline(deadline, null)),
                task.progress(),
                task.state(),
                task.updatedAt());
    }

    static Retry retry(long seconds) {
        return new Retry(Duration.ofSeconds(seconds), COOLDOWN, FAILURE);
    }

    static GiveUp giveUp(TerminalReason reason) {
        return new GiveUp(reason, COOLDOWN, FAILURE);
    }

    static Task settled(Task task, Verdict verdict) {
        return task.settled(verdict, PACE, NOW);
    }

    /** Asks for what the terms of all these tasks already say. */
    static Wish same() {
        return wish("digest", When.NOW);
    }

    static Wish same(long delay) {
        return wish("digest", new When.After(Duration.ofSeconds(delay)));
    }

    static Wish other() {
        return wish("other", When.NOW);
    }

    static Wish other(long delay) {
        return wish("other", new When.After(Duration.ofSeconds(delay)));
    }

    static Wish wish(String digest, When due) {
        return new Wish(ID, new UUID(9, 9), new Terms.Spec("{}", digest), due, null, null, null);
    }

    static Task.Submitted submit(Wish wish, Task to) {
        return to.submitted(wish, PACE, NOW);
    }
}
