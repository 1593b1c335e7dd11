package dev.forbear.retry;

import static dev.forbear.retry.Attempts.attempt;
import static dev.forbear.retry.Attempts.failed;
import static dev.forbear.retry.Attempts.failing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Interruptions;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

class TerminalErrorTest {

    private final TerminalException terminal = new TerminalException("no such chain");

    @ParameterizedTest
    @MethodSource("wrapped")
    void a_terminal_exception_ends_the_task_wherever_it_is_hidden(Throwable thrown) {
        var verdict = (Verdict.GiveUp) failed(failing(thrown), Claims.attempt(1));

        assertThat(verdict.reason()).isEqualTo(TerminalReason.NOT_RETRYABLE);
        assertThat(verdict.failure().thrown()).isSameAs(thrown);
    }

    static List<Throwable> wrapped() {
        var terminal = new TerminalException("no such chain");
        return List.of(
                terminal,
                new TerminalException("mine") {},
                new IllegalStateException(terminal),
                new CompletionException(terminal),
                new ExecutionException(terminal),
                new InvocationTargetException(terminal),
                new UndeclaredThrowableException(terminal),
                new Error(terminal),
                new CompletionException(
                        new UndeclaredThrowableException(new InvocationTargetException(terminal))),
                nested(900, terminal));
    }

    private static Throwable nested(int depth, Throwable innermost) {
        var thrown = innermost;
        for (var i = 0; i < depth; i++) {
            thrown = new RuntimeException("layer " + i, thrown);
        }
        return thrown;
    }

    @Test
    void what_ends_the_task_is_in_the_message_where_a_wrapper_hides_it() {
        var hidden = new IllegalStateException("the step failed", terminal);
        var shown = new CompletionException(terminal);

        assertThat(
                        ((Verdict.GiveUp) failed(failing(hidden), Claims.attempt(1)))
                                .failure()
                                .message())
                .isEqualTo(
                        "the step failed; caused by dev.forbear.reconciler.TerminalException: no"
                                + " such chain");
        assertThat(((Verdict.GiveUp) failed(failing(shown), Claims.attempt(1))).failure().message())
                .isEqualTo("dev.forbear.reconciler.TerminalException: no such chain");
    }

    @Test
    void a_terminal_exception_on_the_last_attempt_is_not_retryable_rather_than_exhausted() {
        var verdict = (Verdict.GiveUp) failed(failing(terminal), Claims.attempt(10));

        assertThat(verdict.reason()).isEqualTo(TerminalReason.NOT_RETRYABLE);
    }

    @Test
    void a_suppressed_terminal_exception_says_nothing() {
        var thrown = new IOException("down");
        thrown.addSuppressed(terminal);

        assertThat(failed(failing(thrown), Claims.attempt(1))).isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void causes_that_go_round_in_a_circle_are_looked_at_and_left() {
        var one = new RuntimeException("one");
        var other = new RuntimeException("other", one);
        one.initCause(other);

        assertThat(failed(failing(one), Claims.attempt(1))).isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void a_cause_that_cannot_be_read_says_nothing() {
        var thrown =
                new RuntimeException("odd") {
                    @Override
                    public synchronized Throwable getCause() {
                        throw new IllegalStateException("not now");
                    }
                };

        assertThat(failed(failing(thrown), Claims.attempt(1))).isInstanceOf(Verdict.Retry.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.io.FileNotFoundException",
                "java.io.IOException",
                "java.lang.Exception",
                "java.lang.Object"
            })
    void a_configured_name_also_means_subclasses_and_causes(String name) {
        assertThat(reasonOf(new FileNotFoundException("x"), name))
                .isEqualTo(TerminalReason.NOT_RETRYABLE);
        assertThat(
                        reasonOf(
                                new CompletionException(
                                        new UncheckedIOException(new FileNotFoundException("x"))),
                                name))
                .isEqualTo(TerminalReason.NOT_RETRYABLE);
    }

    @Test
    void another_exception_than_the_configured_ones_is_retried() {
        assertThat(reasonOf(new IOException("x"), "java.io.FileNotFoundException")).isNull();
        assertThat(reasonOf(new IOException("x"), "IOException", "java.io.IO")).isNull();
    }

    @Test
    void a_nested_class_may_be_written_with_a_dot_as_in_source_code() {
        assertThat(reasonOf(new Refused(), Refused.class.getName()))
                .isEqualTo(TerminalReason.NOT_RETRYABLE);
        assertThat(reasonOf(new Refused(), Refused.class.getCanonicalName()))
                .isEqualTo(TerminalReason.NOT_RETRYABLE);
    }

    static class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static TerminalReason reasonOf(Throwable thrown, String... notRetryable) {
        var attempt = attempt(failing(thrown), Claims.policy(0, 10, notRetryable));
        return attempt.run(Claims.attempt(1), Interruptions.none())
                        instanceof Verdict.GiveUp(var reason, _, _)
                ? reason
                : null;
    }

    @Test
    void a_server_may_ask_for_a_longer_wait_also_in_a_cause() {
        var hint = new RetryAfterException(Duration.ofMinutes(3), "busy", null);

        for (var thrown : List.of(hint, new CompletionException(hint))) {
            var verdict = (Verdict.Retry) failed(failing(thrown), Claims.attempt(1));
            assertThat(verdict.delay())
                    .isBetween(Duration.ofMinutes(3), Duration.ofSeconds(225))
                    .isEqualTo(verdict.cooldown());
        }
    }

    @Test
    void a_hint_that_cannot_be_read_is_none() {
        var hint =
                new RetryAfterException(Duration.ofMinutes(3)) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Duration delay() {
                        throw new IllegalStateException("no delay");
                    }
                };

        assertThat(((Verdict.Retry) failed(failing(hint), Claims.attempt(2))).delay())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_hint_leaves_the_exponent_alone_and_counts_as_an_attempt() {
        var hint = new RetryAfterException(Duration.ofMillis(100));

        assertThat(((Verdict.Retry) failed(failing(hint), Claims.attempt(5))).delay())
                .isEqualTo(Duration.ofSeconds(16));
        assertThat(failed(failing(hint), Claims.attempt(10))).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void the_hint_of_a_terminal_error_lengthens_the_cooldown() {
        var thrown = new TerminalException("gone", new RetryAfterException(Duration.ofMinutes(3)));

        assertThat(failed(failing(thrown), Claims.attempt(1)).cooldown())
                .isGreaterThanOrEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void exceptions_with_huge_throwing_or_no_messages_are_failures_like_others() {
        var unreadable =
                new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("not now");
                    }

                    @Override
                    public StackTraceElement[] getStackTrace() {
                        throw new IllegalStateException("not now");
                    }
                };
        var huge = new IOException("x".repeat(10_000_000));

        assertThat(failed(failing(unreadable), Claims.attempt(1)).failure().message())
                .isEqualTo("its message cannot be read: java.lang.IllegalStateException");
        assertThat(failed(failing(huge), Claims.attempt(1)).failure().message()).hasSize(500);
        assertThat(failed(failing(new IOException()), Claims.attempt(1)).failure().message())
                .isEmpty();
    }
}
