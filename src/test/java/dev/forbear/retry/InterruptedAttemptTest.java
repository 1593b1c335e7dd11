package dev.forbear.retry;

import static dev.forbear.retry.Attempts.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Interruption;
import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.Interruptions;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

class InterruptedAttemptTest {

    /** Set by the engine before the interrupt, so also while the controller is at work. */
    private final Interruption interruption = Interruptions.none();

    @AfterEach
    void noInterruptIsLeftForOtherTests() {
        var _ = Thread.interrupted();
    }

    private Verdict run(Cause cause, Reconciler<String> afterwards) {
        return attempt(
                        request -> {
                            Interruptions.interrupt(interruption, cause);
                            return afterwards.reconcile(request);
                        })
                .run(Claims.attempt(2), interruption);
    }

    /** As a controller does that waits for something. */
    private static final Reconciler<String> WAITING =
            _ -> {
                new CountDownLatch(1).await();
                return Result.done();
            };

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"TIMEOUT", "SHUTDOWN", "LEASE"})
    void a_success_after_the_interrupt_counts(Cause cause) {
        assertThat(run(cause, _ -> Result.done())).isEqualTo(new Verdict.Success());
        assertThat(run(cause, _ -> Result.requeueAfter(Duration.ofHours(1))))
                .isEqualTo(new Verdict.Requeue(Duration.ofHours(1)));
    }

    @Test
    void a_timeout_is_a_failed_attempt_that_says_so_and_how_it_ended() {
        var verdict = (Verdict.Retry) run(Cause.TIMEOUT, WAITING);

        assertThat(verdict.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(verdict.failure().type()).isEqualTo(TimeoutException.class.getName());
        assertThat(verdict.failure().message())
                .isEqualTo(
                        "the attempt ran longer than attempt-timeout, PT1M,"
                                + " and ended with java.lang.InterruptedException: ");
        assertThat(verdict.failure().thrown()).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void a_lease_that_could_not_be_renewed_is_a_failed_attempt_that_says_so() {
        var verdict = (Verdict.Retry) run(Cause.LEASE, WAITING);

        assertThat(verdict.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(verdict.failure().message())
                .isEqualTo(
                        "interrupted, since the store was away and the attempt's lease about to"
                                + " end; it ended with java.lang.InterruptedException: ");
        assertThat(verdict.failure().thrown()).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void whatever_a_timed_out_call_makes_of_its_interrupt_is_a_timeout() {
        var verdict =
                (Verdict.Retry)
                        run(
                                Cause.TIMEOUT,
                                _ -> {
                                    throw new InterruptedIOException("read aborted");
                                });

        assertThat(verdict.failure().message())
                .startsWith("the attempt ran longer than attempt-timeout")
                .endsWith("java.io.InterruptedIOException: read aborted");
        assertThat(((Verdict.Retry) run(Cause.TIMEOUT, _ -> null)).failure().type())
                .isEqualTo(TimeoutException.class.getName());
    }

    @Test
    void what_a_timed_out_call_says_about_its_retry_is_heard() {
        var terminal =
                run(
                        Cause.TIMEOUT,
                        _ -> {
                            throw new TerminalException("never");
                        });
        var later =
                run(
                        Cause.TIMEOUT,
                        _ -> {
                            throw new RetryAfterException(Duration.ofMinutes(2));
                        });

        assertThat(((Verdict.GiveUp) terminal).reason()).isEqualTo(TerminalReason.NOT_RETRYABLE);
        assertThat(((Verdict.Retry) later).delay()).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void a_stuck_attempt_is_a_failure_whatever_it_returns() {
        var verdict = (Verdict.Retry) run(Cause.STUCK, _ -> Result.done());

        assertThat(verdict.failure().type()).isEqualTo(TimeoutException.class.getName());
        assertThat(verdict.failure().message())
                .isEqualTo(
                        "the attempt ran longer than attempt-timeout, PT1M,"
                                + " and ignored its interrupt");
        assertThat(((Verdict.Retry) run(Cause.STUCK, WAITING)).failure().message())
                .contains("InterruptedException");
    }

    @Test
    void a_stuck_last_attempt_exhausts_the_task() {
        Interruptions.interrupt(interruption, Cause.STUCK);

        var verdict = attempt(_ -> Result.done()).run(Claims.attempt(10), interruption);

        assertThat(((Verdict.GiveUp) verdict).reason())
                .isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
    }

    @Test
    void a_call_that_fails_after_the_interrupt_of_a_shutdown_is_no_failure() {
        assertThat(run(Cause.SHUTDOWN, WAITING)).isEqualTo(new Verdict.Interrupted());
        assertThat(run(Cause.SHUTDOWN, Attempts.failing(new StackOverflowError())))
                .isEqualTo(new Verdict.Interrupted());
        assertThat(run(Cause.SHUTDOWN, _ -> null)).isEqualTo(new Verdict.Interrupted());
    }

    @Test
    void the_last_attempt_too_is_not_spent_by_a_shutdown() {
        Interruptions.interrupt(interruption, Cause.SHUTDOWN);

        assertThat(attempt(WAITING).run(Claims.attempt(10), interruption))
                .isEqualTo(new Verdict.Interrupted());
    }

    @Test
    void a_cancelled_call_gets_some_verdict_which_the_store_drops() {
        assertThat(run(Cause.CANCELLED, WAITING)).isInstanceOf(Verdict.Retry.class);
        assertThat(run(Cause.CANCELLED, _ -> Result.done())).isEqualTo(new Verdict.Success());
    }

    @Test
    void an_interrupt_by_the_controller_itself_is_a_plain_failure() {
        var verdict =
                attempt(Attempts.failing(new InterruptedException("mine")))
                        .run(Claims.attempt(1), interruption);

        assertThat(((Verdict.Retry) verdict).failure().type())
                .isEqualTo(InterruptedException.class.getName());
    }
}
