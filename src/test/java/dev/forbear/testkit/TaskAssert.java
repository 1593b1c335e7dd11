package dev.forbear.testkit;

import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import org.assertj.core.api.AbstractAssert;

import java.time.Duration;

/** Assertions on a task; begin with {@link ForbearAssertions#assertThat}. */
public final class TaskAssert extends AbstractAssert<TaskAssert, TestTask> {

    TaskAssert(TestTask actual) {
        super(actual, TaskAssert.class);
    }

    /** Waits for its first attempt, or to be looked at again. */
    public TaskAssert isQueued() {
        return isIn(Kind.QUEUED);
    }

    /** Failed, will be retried. */
    public TaskAssert isBackingOff() {
        return isIn(Kind.BACKING_OFF);
    }

    public TaskAssert isSucceeded() {
        return isIn(Kind.SUCCEEDED);
    }

    public TaskAssert isCancelled() {
        return isIn(Kind.CANCELLED);
    }

    /** Terminal, for this reason. */
    public TaskAssert isFailed(TerminalReason reason) {
        isIn(Kind.FAILED);
        if (actual.reason() != reason) {
            failWithActualExpectedAndMessage(
                    actual.reason(),
                    reason,
                    "expected %s to be FAILED for %s but it is for %s (%s)",
                    name(),
                    reason,
                    actual.reason(),
                    actual.lastError());
        }
        return this;
    }

    private TaskAssert isIn(Kind state) {
        isNotNull();
        if (actual.state() != state) {
            failWithActualExpectedAndMessage(
                    actual.state(),
                    state,
                    "expected %s to be %s but it is %s after %d attempts, last error: %s",
                    name(),
                    state,
                    actual.state(),
                    actual.attempts(),
                    actual.lastError());
        }
        return this;
    }

    /** Attempts made of the present generation. */
    public TaskAssert hasAttempts(int attempts) {
        isNotNull();
        if (actual.attempts() != attempts) {
            failWithActualExpectedAndMessage(
                    actual.attempts(),
                    attempts,
                    "expected %d attempts of %s but there were %d",
                    attempts,
                    name(),
                    actual.attempts());
        }
        return this;
    }

    public TaskAssert hasGeneration(long generation) {
        isNotNull();
        if (actual.generation() != generation) {
            failWithActualExpectedAndMessage(
                    actual.generation(),
                    generation,
                    "expected generation %d of %s but it is %d",
                    generation,
                    name(),
                    actual.generation());
        }
        return this;
    }

    /** The wait that was drawn when it last changed, both bounds included. */
    public TaskAssert hasNextDelayBetween(Duration least, Duration most) {
        isNotNull();
        var delay = actual.nextDelay();
        if (delay == null) {
            throw failure(
                    "expected %s to have a next attempt but it is %s", name(), actual.state());
        }
        if (delay.compareTo(least) < 0 || delay.compareTo(most) > 0) {
            throw failure(
                    "expected the next delay of %s to be between %s and %s but it is %s",
                    name(), least, most, delay);
        }
        return this;
    }

    /** The last failed attempt's message contains the text. */
    public TaskAssert hasLastErrorContaining(String text) {
        isNotNull();
        var error = actual.lastError();
        if (error == null || !error.contains(text)) {
            throw failure(
                    "expected the last error of %s to contain \"%s\" but it is \"%s\"",
                    name(), text, error);
        }
        return this;
    }

    private String name() {
        return actual.controller() + "/" + actual.key();
    }
}
