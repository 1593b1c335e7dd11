package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Effect;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** The names of controller-runtime and client-go mean here what they mean there. */
class RuntimeMetersTest {

    private final TestMeters meters = new TestMeters();
    private final TaskLife task = TaskLife.demo();

    private double queue(String name) {
        return meters.value("workqueue_" + name + "{controller=\"demo\",name=\"demo\"}");
    }

    private double runtime(String name) {
        return meters.value("controller_runtime_" + name + "{controller=\"demo\"}");
    }

    private double result(String result) {
        return meters.value(
                "controller_runtime_reconcile_total{controller=\"demo\",result=\""
                        + result
                        + "\"}");
    }

    private void submitted(Effect effect) {
        meters.events.on(new TaskEvent.Submitted(task.task, effect));
    }

    @Test
    void all_of_a_controllers_series_are_there_at_zero_from_the_start() {
        assertThat(meters.scrape())
                .filteredOn(line -> line.matches("(workqueue|controller_runtime)_.*\"demo\".*"))
                .filteredOn(line -> !line.startsWith("controller_runtime_max_concurrent"))
                .hasSizeGreaterThan(50)
                .allMatch(line -> line.endsWith(" 0.0") || line.endsWith(" 0"));
        assertThat(runtime("max_concurrent_reconciles")).isEqualTo(16);
    }

    @Test
    void each_result_of_an_attempt_is_one_of_reconcile() {
        meters.events.on(task.fails("no"));
        meters.events.on(task.ends(new Verdict.Interrupted()));
        meters.events.on(task.ends(new Verdict.Requeue(Duration.ofSeconds(1))));
        meters.events.on(task.succeeds());

        assertThat(result("error")).isEqualTo(1);
        assertThat(result("requeue")).isEqualTo(1);
        assertThat(result("requeue_after")).isEqualTo(1);
        assertThat(result("success")).isEqualTo(1);
        assertThat(runtime("reconcile_errors_total")).isEqualTo(1);
        assertThat(runtime("terminal_reconcile_errors_total")).isZero();
        assertThat(runtime("reconcile_time_seconds_count")).isEqualTo(4);
        assertThat(runtime("reconcile_time_seconds_sum")).isEqualTo(1);
        assertThat(queue("work_duration_seconds_count")).isEqualTo(4);
    }

    @Test
    void a_failure_that_ends_its_task_is_a_terminal_error_besides() {
        meters.events.on(task.givesUp(TaskLife.failure("no"), TerminalReason.NOT_RETRYABLE));

        assertThat(result("error")).isEqualTo(1);
        assertThat(runtime("reconcile_errors_total")).isEqualTo(1);
        assertThat(runtime("terminal_reconcile_errors_total")).isEqualTo(1);
        assertThat(queue("retries_total")).isZero();
    }

    @Test
    void each_put_into_the_queue_is_an_add_and_adds_less_starts_are_what_waits() {
        submitted(Effect.CREATED);
        submitted(Effect.COALESCED);
        submitted(Effect.REPLACED);
        assertThat(queue("adds_total")).isEqualTo(1);

        meters.events.on(task.fails("no"));
        assertThat(queue("adds_total")).as("put back by the attempt").isEqualTo(2);
        meters.events.on(task.givesUp(TaskLife.failure("no"), TerminalReason.NOT_RETRYABLE));
        assertThat(queue("adds_total")).as("ended").isEqualTo(2);

        meters.events.on(task.retried("ops"));
        assertThat(queue("adds_total")).as("revived by an operator").isEqualTo(3);
        meters.events.on(task.retried("ops"));
        assertThat(queue("adds_total")).as("it waits already").isEqualTo(3);
    }

    @Test
    void what_an_attempt_puts_back_for_later_is_a_retry() {
        meters.events.on(task.fails("no"));
        meters.events.on(task.ends(new Verdict.Requeue(Duration.ofSeconds(1))));
        meters.events.on(task.ends(new Verdict.Interrupted()));
        meters.events.on(task.succeeds());

        assertThat(queue("retries_total")).isEqualTo(2);
    }

    @Test
    void the_wait_in_the_queue_begins_when_a_task_is_due() {
        meters.events.on(new TaskEvent.AttemptStarted(task.claim(), Duration.ofMillis(300)));

        assertThat(queue("queue_duration_seconds_count")).isEqualTo(1);
        assertThat(queue("queue_duration_seconds_sum")).isEqualTo(0.3);
    }

    @Test
    void a_thrown_error_and_the_end_of_the_process_are_panics_an_exception_is_none() {
        meters.events.on(task.fails("no"));
        assertThat(runtime("reconcile_panics_total")).isZero();

        meters.events.on(task.fails(Failure.of(new StackOverflowError())));
        assertThat(runtime("reconcile_panics_total")).isEqualTo(1);

        var lost =
                new Verdict.Retry(
                        Duration.ofSeconds(1), Duration.ofSeconds(1), TaskLife.failure("died"));
        meters.events.on(task.ends(new Verdict.Crashed(lost, true)));
        assertThat(runtime("reconcile_panics_total")).isEqualTo(2);
        assertThat(result("error")).isEqualTo(3);
        assertThat(runtime("reconcile_time_seconds_count"))
                .as("nobody saw how long it ran")
                .isEqualTo(2);
    }

    @Test
    void what_ran_longer_than_its_timeout_is_a_timeout() {
        var claim = task.claim();
        meters.events.on(new TaskEvent.Fenced(claim, Duration.ofSeconds(59)));
        assertThat(runtime("reconcile_timeouts_total")).isZero();

        meters.events.on(new TaskEvent.Fenced(claim, Duration.ofMinutes(1)));
        assertThat(runtime("reconcile_timeouts_total")).isEqualTo(1);
        assertThat(queue("work_duration_seconds_count")).isEqualTo(2);
        assertThat(result("success") + result("error")).as("the outcome was dropped").isZero();
    }

    @Test
    void what_was_over_before_it_began_was_no_call() {
        meters.events.on(new TaskEvent.Fenced(task.claim(), Duration.ZERO));

        assertThat(queue("work_duration_seconds_count")).isZero();
        assertThat(runtime("reconcile_time_seconds_count")).isZero();
    }

    @Test
    void the_depth_is_what_is_due_in_the_store_and_is_absent_while_it_is_away() {
        meters.store.tallies.put("demo", new Tally(Map.of(Kind.QUEUED, 5L)));
        meters.store.ready.put("demo", 3L);
        meters.pass(Duration.ofSeconds(1));
        assertThat(queue("depth")).isEqualTo(3);

        meters.store.away = true;
        meters.pass(Duration.ofSeconds(1));
        assertThat(meters.scrape()).noneMatch(line -> line.startsWith("workqueue_depth{"));
        assertThat(queue("adds_total")).isZero();
    }

    @Test
    void one_replica_tells_the_depth_and_the_others_0_so_that_it_can_be_added_up() {
        meters.store.tallies.put("demo", new Tally(Map.of(Kind.QUEUED, 5L)));
        meters.store.ready.put("demo", 3L);
        meters.store.another = true;
        meters.pass(Duration.ofSeconds(1));

        assertThat(queue("depth")).isZero();
        assertThat(meters.value("forbear_tasks{controller=\"demo\",state=\"QUEUED\"}"))
                .as("ours is the same everywhere")
                .isEqualTo(5);
    }
}
