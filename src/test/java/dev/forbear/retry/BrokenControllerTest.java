package dev.forbear.retry;

import static dev.forbear.retry.Attempts.EXACT;
import static dev.forbear.retry.Attempts.attempt;
import static dev.forbear.retry.Attempts.failed;
import static dev.forbear.retry.Attempts.failing;
import static dev.forbear.retry.Attempts.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.Interruptions;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a controller should not do, and what becomes of it. */
class BrokenControllerTest {

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_is_a_failed_attempt(Error error) {
        var verdict = (Verdict.Retry) run(failing(error), Claims.attempt(1));

        assertThat(verdict.failure().type()).isEqualTo(error.getClass().getName());
        assertThat(verdict.failure().thrown()).isSameAs(error);
    }

    static List<Error> errors() {
        return List.of(
                new StackOverflowError(),
                new OutOfMemoryError("simulated"),
                new NoClassDefFoundError("gone"),
                new AssertionError("x"),
                new LinkageError());
    }

    @Test
    void a_real_stack_overflow_is_a_failed_attempt() {
        var verdict = failed(BrokenControllerTest::deeper, Claims.attempt(1));

        assertThat(verdict.failure().type()).isEqualTo(StackOverflowError.class.getName());
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static Result deeper(Request<String> request) {
        return deeper(Request.of(request.spec() + request.attempt()));
    }

    @Test
    void a_throwable_that_is_neither_exception_nor_error_is_a_failed_attempt() {
        assertThat(failed(failing(new Throwable("odd")), Claims.attempt(1)).failure().message())
                .isEqualTo("odd");
    }

    @Test
    void a_null_result_is_a_failed_attempt_that_says_what_to_return() {
        var verdict = (Verdict.Retry) run(_ -> null, Claims.attempt(1));

        assertThat(verdict.failure().message())
                .isEqualTo(
                        "reconcile returned null;"
                                + " return Result.done() or Result.requeueAfter(delay)");
    }

    @Test
    void a_spec_that_does_not_fit_ends_the_task_without_a_call() {
        var attempt =
                new RetryingAttempt<String>(
                        _ -> {
                            throw new AssertionError("called");
                        },
                        json -> {
                            throw new IllegalArgumentException("no field n in " + json);
                        },
                        EXACT,
                        Duration.ofMinutes(1),
                        RandomGenerator.getDefault());

        var verdict = (Verdict.GiveUp) attempt.run(Claims.attempt(1), Interruptions.none());

        assertThat(verdict.reason()).isEqualTo(TerminalReason.UNREADABLE_SPEC);
        assertThat(verdict.failure().type()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(verdict.failure().message()).isEqualTo("no field n in {\"n\":1}");
    }

    @Test
    void an_error_while_the_spec_is_read_is_no_fault_of_the_spec() {
        var attempt =
                new RetryingAttempt<String>(
                        _ -> Result.done(),
                        _ -> {
                            throw new NoClassDefFoundError("gone");
                        },
                        EXACT,
                        Duration.ofMinutes(1),
                        RandomGenerator.getDefault());

        assertThat(attempt.run(Claims.attempt(1), Interruptions.none()))
                .isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void a_fault_of_our_own_reaches_the_worker_with_its_cause() {
        var broken =
                new RetryingAttempt<String>(
                        failing(new IOException()),
                        json -> json,
                        EXACT,
                        Duration.ofMinutes(1),
                        () -> {
                            throw new UnsupportedOperationException("no chance");
                        });

        assertThatThrownBy(() -> broken.run(Claims.attempt(1), Interruptions.none()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "spring-retry did not judge an attempt:"
                                + " java.lang.UnsupportedOperationException")
                .hasRootCauseMessage("no chance");
    }
}
