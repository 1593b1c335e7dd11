package dev.forbear.retry;

import static dev.forbear.retry.Attempts.EXACT;
import static dev.forbear.retry.Attempts.attempt;
import static dev.forbear.retry.Attempts.failed;
import static dev.forbear.retry.Attempts.failing;
import static dev.forbear.retry.Attempts.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.retry.RetryContext;
import org.springframework.retry.support.RetrySynchronizationManager;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class RetryingAttemptTest {

    @Test
    void the_controller_gets_what_identifies_the_work_and_how_far_it_is() {
        var requests = new ArrayList<Request<String>>();

        run(
                request -> {
                    requests.add(request);
                    return Result.done();
                },
                Claims.attemptOf(2, 7));

        assertThat(requests)
                .containsExactly(
                        new Request<>(
                                "c",
                                "k",
                                "00000000-0000-0001-0000-000000000002",
                                3,
                                2,
                                7,
                                "{\"n\":1}"));
    }

    @Test
    void done_is_a_success_and_a_requeue_keeps_its_delay() {
        assertThat(run(_ -> Result.done(), Claims.attempt(10))).isEqualTo(new Verdict.Success());
        assertThat(run(_ -> Result.requeueAfter(Duration.ofMinutes(5)), Claims.attempt(10)))
                .isEqualTo(new Verdict.Requeue(Duration.ofMinutes(5)));
    }

    @Test
    void a_failed_attempt_is_retried_after_1_2_4_8_16_32_60_60_60_s_and_the_tenth_is_the_last() {
        var verdicts =
                Stream.iterate(1, n -> n + 1)
                        .limit(10)
                        .map(n -> run(failing(new IOException("no")), Claims.attempt(n)))
                        .toList();

        assertThat(verdicts.subList(0, 9))
                .extracting(verdict -> ((Verdict.Retry) verdict).delay().toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        var last = (Verdict.GiveUp) verdicts.get(9);
        assertThat(last.reason()).isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
        assertThat(last.failure().message()).isEqualTo("no");
    }

    @Test
    void each_verdict_on_a_failure_carries_a_cooldown_of_one_first_delay() {
        assertThat(failed(failing(new IOException()), Claims.attempt(6)).cooldown())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(failed(failing(new IOException()), Claims.attempt(10)).cooldown())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(failed(failing(new TerminalException("x")), Claims.attempt(1)).cooldown())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void the_tasks_own_limit_wins_over_the_policys() {
        var failing = failing(new IOException("no"));

        assertThat(run(failing, Claims.attemptOf(10, 11))).isInstanceOf(Verdict.Retry.class);
        assertThat(run(failing, Claims.attemptOf(11, 11))).isInstanceOf(Verdict.GiveUp.class);
        assertThat(run(failing, Claims.attemptOf(1, 1))).isInstanceOf(Verdict.GiveUp.class);
        assertThat(run(failing, Claims.attemptOf(2, 3))).isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void the_last_of_ten_thousand_attempts_may_succeed() {
        assertThat(run(_ -> Result.done(), Claims.attemptOf(10_000, 10_000)))
                .isEqualTo(new Verdict.Success());
    }

    @Test
    void a_row_whose_limit_was_lowered_below_what_it_has_made_is_given_up_without_a_call() {
        var calls = new AtomicInteger();
        Reconciler<String> counting =
                _ -> {
                    calls.incrementAndGet();
                    return Result.done();
                };
        var trouble = new Trouble(Claims.NOW, "connection refused", "ab12cd");

        var verdict = (Verdict.GiveUp) run(counting, Claims.claim(4, 3, trouble));

        assertThat(calls).hasValue(0);
        assertThat(verdict.reason()).isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
        assertThat(verdict.failure().message())
                .isEqualTo("no attempt is left of 3; it first failed with: connection refused");
        assertThat(verdict.failure().fingerprint()).isEqualTo("ab12cd");
        assertThat(verdict.cooldown()).isEqualTo(Duration.ofSeconds(1));
        assertThat(((Verdict.GiveUp) run(counting, Claims.attemptOf(4, 3))).failure().message())
                .isEqualTo("no attempt is left of 3");
    }

    @Test
    void it_is_spring_retrys_template_that_calls_and_its_count_goes_on_from_the_row() {
        var contexts = new ArrayList<RetryContext>();

        run(
                _ -> {
                    contexts.add(RetrySynchronizationManager.getContext());
                    throw new IOException("no");
                },
                Claims.attemptOf(5, 9));

        var context = contexts.getFirst();
        assertThat(context.getAttribute(RetryContext.MAX_ATTEMPTS)).isEqualTo(9);
        assertThat(context.getRetryCount()).isEqualTo(5);
        assertThat(context.getLastThrowable()).hasMessage("no");
        assertThat(context.getAttribute(RetryContext.CLOSED)).isEqualTo(true);
        assertThat(RetrySynchronizationManager.getContext()).as("left behind").isNull();
    }

    @Test
    void what_a_nested_retry_declares_exhausted_is_not_retried() {
        var verdict =
                (Verdict.GiveUp)
                        run(
                                _ -> {
                                    RetrySynchronizationManager.getContext().setExhaustedOnly();
                                    throw new IOException("no");
                                },
                                Claims.attempt(1));

        assertThat(verdict.reason()).isEqualTo(TerminalReason.NOT_RETRYABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void an_attempt_that_nobody_saw_end_is_retried_while_the_limit_allows(int n) {
        var verdict =
                (Verdict.Retry) attempt(failing(new IOException())).lost(Claims.attempt(n), "died");

        assertThat(verdict.delay()).isEqualTo(Duration.ofSeconds(n == 1 ? 1 : 60));
        assertThat(verdict.cooldown()).isEqualTo(Duration.ofSeconds(1));
        assertThat(verdict.failure().type()).isEqualTo("lost");
        assertThat(verdict.failure().message()).isEqualTo("died");
    }

    @Test
    void an_attempt_that_nobody_saw_end_is_the_last_at_the_limit() {
        var attempt = attempt(failing(new IOException()));

        for (var claim : List.of(Claims.attempt(10), Claims.attempt(11), Claims.attemptOf(3, 3))) {
            var verdict = (Verdict.GiveUp) attempt.lost(claim, "died");
            assertThat(verdict.reason()).isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
            assertThat(verdict.cooldown()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(attempt.lost(Claims.attemptOf(10, 11), "died"))
                .isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void the_plan_is_the_backoffs() {
        assertThat(attempt(failing(new IOException())).after(7))
                .isEqualTo(Backoff.of(EXACT).window(7));
    }
}
