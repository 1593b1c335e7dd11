package dev.forbear;

import static dev.forbear.testkit.ForbearAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.time.Duration.ofSeconds;

import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;
import dev.forbear.testkit.TaskAssert;
import dev.forbear.testkit.TestTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The assertions that authors of controllers use: one that cannot fail would hide their faults. */
class TestKitTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final TestTask WAITS =
            new TestTask(
                    "c", "k", "u", Kind.BACKING_OFF, 2, 3, ofSeconds(4), THEN, null, "it is down");
    private static final TestTask FAILED =
            new TestTask(
                    "c",
                    "k",
                    "u",
                    Kind.FAILED,
                    1,
                    10,
                    null,
                    null,
                    TerminalReason.ATTEMPTS_EXHAUSTED,
                    "it is down");

    record Wrong(String said, TestTask task, Consumer<TaskAssert> assertion) {
        @Override
        public String toString() {
            return said;
        }
    }

    static Stream<Wrong> wrong() {
        return Stream.of(
                new Wrong("to be QUEUED", WAITS, TaskAssert::isQueued),
                new Wrong("to be SUCCEEDED", WAITS, TaskAssert::isSucceeded),
                new Wrong("to be CANCELLED", WAITS, TaskAssert::isCancelled),
                new Wrong("to be BACKING_OFF but it is FAILED", FAILED, TaskAssert::isBackingOff),
                new Wrong(
                        "after 3 attempts, last error: it is down",
                        WAITS,
                        task -> task.isFailed(TerminalReason.ATTEMPTS_EXHAUSTED)),
                new Wrong(
                        "for NOT_RETRYABLE but it is for ATTEMPTS_EXHAUSTED",
                        FAILED,
                        task -> task.isFailed(TerminalReason.NOT_RETRYABLE)),
                new Wrong("expected 4 attempts", WAITS, task -> task.hasAttempts(4)),
                new Wrong("expected generation 1", WAITS, task -> task.hasGeneration(1)),
                new Wrong(
                        "but it is PT4S",
                        WAITS,
                        task -> task.hasNextDelayBetween(ofSeconds(1), ofSeconds(3))),
                new Wrong(
                        "but it is PT4S",
                        WAITS,
                        task -> task.hasNextDelayBetween(ofSeconds(5), ofSeconds(9))),
                new Wrong(
                        "to have a next attempt but it is FAILED",
                        FAILED,
                        task -> task.hasNextDelayBetween(ofSeconds(0), ofSeconds(9))),
                new Wrong("\"busy\"", WAITS, task -> task.hasLastErrorContaining("busy")));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_not_so_fails_and_says_what_is(Wrong wrong) {
        assertThatThrownBy(() -> wrong.assertion().accept(assertThat(wrong.task())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("c/k", wrong.said());
    }

    @Test
    void what_is_so_passes() {
        assertThat(WAITS)
                .isBackingOff()
                .hasAttempts(3)
                .hasGeneration(2)
                .hasNextDelayBetween(ofSeconds(4), ofSeconds(4))
                .hasLastErrorContaining("down");
        assertThat(FAILED).isFailed(TerminalReason.ATTEMPTS_EXHAUSTED).hasAttempts(10);
    }
}
