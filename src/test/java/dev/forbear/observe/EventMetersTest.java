package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Effect;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Counters say what happened, no more and no less. */
class EventMetersTest {

    private final TestMeters meters = new TestMeters();
    private final TaskLife task = TaskLife.demo();

    private double demo(String name, String label) {
        return meters.value(name + "{controller=\"demo\"" + label + "}");
    }

    private double attempts(String outcome) {
        return demo("forbear_attempts_total", ",outcome=\"" + outcome + "\"");
    }

    private double retries() {
        return demo("forbear_retries_total", "");
    }

    private double ended(String outcome) {
        return demo("forbear_tasks_ended_total", ",outcome=\"" + outcome + "\"");
    }

    private double terminal(String reason) {
        return demo("forbear_terminal_failures_total", ",reason=\"" + reason + "\"");
    }

    @Test
    void each_attempt_after_the_first_is_a_retry() {
        meters.events.on(task.fails("no"));
        assertThat(retries()).isZero();
        meters.events.on(task.fails("no"));
        meters.events.on(task.succeeds());

        assertThat(retries()).isEqualTo(2);
        assertThat(attempts("failed")).isEqualTo(2);
        assertThat(attempts("succeeded")).isEqualTo(1);
        assertThat(ended("succeeded")).isEqualTo(1);
        assertThat(demo("forbear_attempts_at_success_sum", "")).isEqualTo(3);
        assertThat(demo("forbear_attempts_at_success_bucket", ",le=\"2.0\"")).isZero();
    }

    @Test
    void a_terminal_failure_is_no_success_and_is_counted_once_by_its_reason() {
        meters.events.on(task.givesUp(TaskLife.failure("no"), TerminalReason.NOT_RETRYABLE));

        assertThat(attempts("terminal")).isEqualTo(1);
        assertThat(attempts("failed")).isZero();
        assertThat(attempts("succeeded")).isZero();
        assertThat(terminal("NOT_RETRYABLE")).isEqualTo(1);
        assertThat(terminal("ATTEMPTS_EXHAUSTED")).isZero();
        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("succeeded")).isZero();
    }

    @Test
    void the_third_death_is_a_crashed_attempt_and_a_terminal_failure() {
        var lost =
                new Verdict.Retry(
                        Duration.ofSeconds(1), Duration.ofSeconds(1), TaskLife.failure("died"));
        for (var i = 0; i < 3; i++) {
            meters.events.on(task.ends(new Verdict.Crashed(lost, true)));
        }

        assertThat(attempts("crashed")).isEqualTo(3);
        assertThat(terminal("CRASHED")).isEqualTo(1);
        assertThat(ended("failed")).isEqualTo(1);
        assertThat(demo("forbear_attempt_duration_seconds_count", "")).isZero();
    }

    @Test
    void an_interrupted_attempt_is_none_and_so_no_retry() {
        meters.events.on(task.fails("no"));
        meters.events.on(task.ends(new Verdict.Interrupted()));
        meters.events.on(task.succeeds());

        assertThat(attempts("interrupted")).isEqualTo(1);
        assertThat(retries()).isEqualTo(1);
        assertThat(demo("forbear_backoff_delay_seconds_count", "")).isEqualTo(1);
    }

    @Test
    void what_was_over_before_it_began_has_no_duration() {
        var ended = task.ends(new Verdict.Interrupted());
        meters.events.on(
                new TaskEvent.AttemptEnded(
                        ended.claim(),
                        ended.verdict(),
                        ended.after(),
                        ended.outcome(),
                        ended.maxAttempts(),
                        Duration.ZERO,
                        ended.nextIn()));

        assertThat(attempts("interrupted")).isEqualTo(1);
        assertThat(demo("forbear_attempt_duration_seconds_count", "")).isZero();
    }

    @Test
    void what_ends_while_it_waits_ends_too() {
        meters.events.on(task.expires(TerminalReason.DEADLINE_EXCEEDED));

        assertThat(terminal("DEADLINE_EXCEEDED")).isEqualTo(1);
        assertThat(ended("failed")).isEqualTo(1);
    }

    @Test
    void a_cancelled_task_has_ended_and_a_retried_one_has_not() {
        meters.events.on(task.cancelled("ops"));
        meters.events.on(task.retried("ops"));

        assertThat(ended("cancelled")).isEqualTo(1);
        assertThat(ended("failed")).isZero();
    }

    @Test
    void delays_durations_and_lateness_fall_into_the_buckets_of_the_schedule() {
        meters.events.on(new TaskEvent.AttemptStarted(task.claim(), Duration.ofMillis(3)));
        var other = TaskLife.demo();
        meters.events.on(other.fails("no"));
        meters.events.on(other.fails("no"));

        assertThat(demo("forbear_start_lateness_seconds_bucket", ",le=\"0.001\"")).isZero();
        assertThat(demo("forbear_start_lateness_seconds_bucket", ",le=\"0.005\"")).isEqualTo(1);
        assertThat(demo("forbear_backoff_delay_seconds_bucket", ",le=\"1.0\"")).isEqualTo(1);
        assertThat(demo("forbear_backoff_delay_seconds_bucket", ",le=\"2.0\"")).isEqualTo(2);
        assertThat(demo("forbear_attempt_duration_seconds_sum", "")).isEqualTo(0.5);
    }

    @Test
    void an_attempt_of_half_an_hour_is_told_from_one_of_ten_seconds() {
        var ended = task.fails("no");
        var took = Duration.ofMinutes(30);
        meters.events.on(
                new TaskEvent.AttemptEnded(
                        ended.claim(),
                        ended.verdict(),
                        ended.after(),
                        ended.outcome(),
                        ended.maxAttempts(),
                        took,
                        took));

        for (var name : List.of("attempt_duration", "backoff_delay")) {
            var bucket = "forbear_" + name + "_seconds_bucket";
            assertThat(demo(bucket, ",le=\"300.0\"")).isZero();
            assertThat(demo(bucket, ",le=\"3600.0\"")).isEqualTo(1);
        }
    }

    @Test
    void what_asks_to_be_looked_at_again_is_no_retry() {
        meters.events.on(task.ends(new Verdict.Requeue(Duration.ofSeconds(1))));
        meters.events.on(task.ends(new Verdict.Requeue(Duration.ofSeconds(1))));

        assertThat(attempts("requeued")).isEqualTo(2);
        assertThat(retries()).isZero();
    }

    @Test
    void a_key_is_in_no_series() {
        var before = meters.scrape().size();
        for (var i = 0; i < 100; i++) {
            meters.events.on(new TaskLife("demo", "key-" + i).succeeds());
        }

        assertThat(meters.scrape()).hasSize(before).noneMatch(line -> line.contains("key-"));
    }

    @Test
    void a_late_outcome_is_fenced_and_nothing_else() {
        meters.events.on(new TaskEvent.Fenced(task.claim(), Duration.ofSeconds(1)));

        assertThat(meters.value("forbear_fenced_total")).isEqualTo(1);
        assertThat(demo("forbear_attempt_duration_seconds_count", "")).isZero();
    }

    @Test
    void submissions_are_counted_by_their_effect() {
        meters.events.on(new TaskEvent.Submitted(task.task, Effect.CREATED));
        meters.events.on(new TaskEvent.Submitted(task.task, Effect.COALESCED));
        meters.events.on(new TaskEvent.Submitted(task.task, Effect.COALESCED));

        assertThat(demo("forbear_submissions_total", ",effect=\"created\"")).isEqualTo(1);
        assertThat(demo("forbear_submissions_total", ",effect=\"coalesced\"")).isEqualTo(2);
    }

    @Test
    void over_a_random_history_the_counters_equal_its_facts() {
        var random = new Random(42);
        int attempts = 0;
        int first = 0;
        int succeeded = 0;
        int failed = 0;
        for (var i = 0; i < 300; i++) {
            var life = new TaskLife("demo", "k" + i);
            first++;
            while (!life.ended()) {
                meters.events.on(
                        switch (random.nextInt(4)) {
                            case 0 -> life.succeeds();
                            case 1 ->
                                    life.givesUp(
                                            TaskLife.failure("no"), TerminalReason.NOT_RETRYABLE);
                            default -> life.fails("no");
                        });
                attempts++;
            }
            succeeded += life.task.state() instanceof State.Succeeded ? 1 : 0;
            failed += life.task.state() instanceof State.Failed ? 1 : 0;
        }

        var counted = 0.0;
        for (var outcome : Outcome.values()) {
            counted += attempts(outcome.label());
        }
        assertThat(counted).isEqualTo(attempts);
        assertThat(retries()).isEqualTo(attempts - first);
        assertThat(ended("succeeded")).isEqualTo(succeeded).isEqualTo(attempts("succeeded"));
        assertThat(ended("failed")).isEqualTo(failed).isEqualTo(terminal("NOT_RETRYABLE"));
    }
}
