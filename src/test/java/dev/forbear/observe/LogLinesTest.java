package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** Each kind of line, as an operator reads it. */
class LogLinesTest {

    private final TestLog log = TestLog.text();
    private final TaskLife task = TaskLife.demo();

    @Test
    void a_failed_attempt_says_which_of_how_many_and_when_the_next_one_comes() {
        log.on(task.fails("connection refused"));
        log.on(task.fails("connection refused"));
        log.on(task.ends(retry(Duration.ofMillis(4_120), "connection refused")));

        assertThat(log.lines().getLast())
                .isEqualTo(
                        "WARN forbear.attempt : attempt failed controller=demo key=a generation=1"
                            + " attempt=3/10 retries=2 nextDelay=4.1s due=2026-01-01T00:00:07.120Z"
                            + " fingerprint=ab12cd34ef56 error=\"java.io.IOException: connection"
                            + " refused\"");
    }

    private static Verdict retry(Duration delay, String message) {
        return new Verdict.Retry(delay, Duration.ofSeconds(1), TaskLife.failure(message));
    }

    @Test
    void a_terminal_failure_says_its_reason_its_age_and_what_failed_first() {
        log.on(task.fails("connection refused"));
        log.on(task.givesUp(TaskLife.failure("no such host"), TerminalReason.ATTEMPTS_EXHAUSTED));

        assertThat(log.lines())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "ERROR forbear.terminal : terminal failure controller=demo key=a"
                                + " generation=1 attempt=2/10 retries=1 reason=ATTEMPTS_EXHAUSTED"
                                + " attempts=2 age=1s fingerprint=ab12cd34ef56"
                                + " error=\"java.io.IOException: no such host\""
                                + " firstError=\"connection refused\"");
    }

    @Test
    void a_success_after_failures_is_one_line() {
        log.on(task.fails("connection refused"));
        log.on(task.fails("connection refused"));
        log.on(task.succeeds());

        assertThat(log.lines())
                .hasSize(3)
                .last()
                .isEqualTo(
                        "INFO forbear.recovered : task recovered controller=demo key=a"
                                + " generation=1 attempt=3/10 retries=2 age=3s"
                                + " fingerprint=ab12cd34ef56 firstError=\"connection refused\"");
    }

    @Test
    void a_success_after_a_terminal_failure_has_recovered_and_the_next_success_is_no_line() {
        log.on(task.givesUp(TaskLife.failure("no such host"), TerminalReason.NOT_RETRYABLE));
        log.on(task.retried("alice"));
        log.on(task.succeeds());
        var lines = log.lines();
        log.on(task.submitted("other"));
        log.on(task.succeeds());

        assertThat(lines.getLast())
                .startsWith(
                        "INFO forbear.recovered : task recovered controller=demo key=a"
                                + " generation=2 attempt=1/10 retries=0")
                .endsWith("fingerprint=ab12cd34ef56 firstError=\"no such host\"");
        assertThat(log.lines()).isEqualTo(lines);
    }

    @Test
    void what_failed_first_is_what_failed_first_in_this_generation() {
        log.on(task.givesUp(TaskLife.failure("no such host"), TerminalReason.NOT_RETRYABLE));
        log.on(task.retried("alice"));
        log.on(task.fails("connection refused"));
        log.on(task.givesUp(TaskLife.failure("no route"), TerminalReason.NOT_RETRYABLE));

        assertThat(log.lines().getLast()).endsWith("firstError=\"connection refused\"");
    }

    @Test
    void a_revived_task_that_ends_before_it_runs_names_no_failure_of_before() {
        log.on(task.givesUp(TaskLife.failure("no such host"), TerminalReason.NOT_RETRYABLE));
        log.on(task.retried("alice"));
        log.on(task.expires(TerminalReason.UNKNOWN_CONTROLLER));

        assertThat(log.lines().getLast())
                .contains("generation=2")
                .doesNotContain("no such host", "fingerprint");
    }

    @Test
    void what_asks_to_be_looked_at_again_after_failures_has_recovered_too() {
        log.on(task.fails("connection refused"));
        log.on(task.ends(new Verdict.Requeue(Duration.ofSeconds(5))));

        assertThat(log.lines().getLast()).startsWith("INFO forbear.recovered : task recovered");
    }

    @Test
    void a_task_that_ends_while_it_waits_is_terminal_too() {
        log.on(task.fails("connection refused"));
        log.on(task.expires(TerminalReason.DEADLINE_EXCEEDED));

        assertThat(log.lines().getLast())
                .isEqualTo(
                        "ERROR forbear.terminal : terminal failure controller=demo key=a"
                                + " generation=1 reason=DEADLINE_EXCEEDED attempts=1 age=0s"
                                + " fingerprint=ab12cd34ef56 error=\"ended while it waited:"
                                + " DEADLINE_EXCEEDED\" firstError=\"connection refused\"");
    }

    @Test
    void an_attempt_whose_process_died_is_a_failed_attempt() {
        var lost = (Verdict.Failing) retry(Duration.ofSeconds(1), "the process ended");
        log.on(task.ends(new Verdict.Crashed(lost, true)));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN forbear.attempt : attempt failed controller=demo key=a")
                .endsWith("error=\"java.io.IOException: the process ended\"");
    }

    @Test
    void a_third_death_is_terminal_though_its_outcome_is_crashed() {
        var lost = (Verdict.Failing) retry(Duration.ofSeconds(1), "the process ended");
        for (var i = 0; i < 3; i++) {
            log.on(task.ends(new Verdict.Crashed(lost, true)));
        }

        assertThat(log.lines().getLast())
                .startsWith("ERROR forbear.terminal : terminal failure")
                .contains("reason=CRASHED attempts=3");
    }

    @Test
    void a_stuck_attempt_is_one_error() {
        log.on(new TaskEvent.Stuck(task.claim(), Duration.ofSeconds(65)));

        assertThat(log.lines())
                .containsExactly(
                        "ERROR forbear.attempt : attempt is stuck controller=demo key=a"
                                + " generation=1 attempt=1 runningFor=65s error=\"ignores the"
                                + " interrupt of its timeout; its key stays RUNNING until its"
                                + " thread ends\"");
    }

    @Test
    void what_an_operator_does_is_a_line_each() {
        log.on(task.cancelled("alice"));
        log.on(task.retried("bob"));
        log.on(
                new TaskEvent.Paused(
                        "demo",
                        new Pause(Instant.EPOCH, "ann", "an earlier one"),
                        false,
                        "ops",
                        "upgrade of \"db\""));
        log.on(new TaskEvent.Paused("demo", null, true, "ops", "upgraded"));
        log.on(new TaskEvent.Paused("demo", null, true, "ops", null));

        assertThat(log.lines())
                .containsExactly(
                        "INFO forbear.operator : operator action=cancel target=demo/a by=alice"
                                + " from=QUEUED to=CANCELLED",
                        "INFO forbear.operator : operator action=retry target=demo/a by=bob"
                                + " from=CANCELLED to=QUEUED",
                        "INFO forbear.operator : operator action=pause target=demo by=ops"
                                + " reason=\"upgrade of \\\"db\\\"\" changed=nothing",
                        "INFO forbear.operator : operator action=resume target=demo by=ops"
                                + " reason=\"upgraded\"",
                        "INFO forbear.operator : operator action=resume target=demo by=ops");
    }

    @Test
    void what_an_operator_does_is_never_folded() {
        for (var i = 0; i < 50; i++) {
            log.on(new TaskEvent.Paused("demo", null, true, "ops", null));
        }
        assertThat(log.lines()).hasSize(50);
    }

    @Test
    void what_went_well_or_changed_nothing_is_no_line() {
        var interrupted = TaskLife.demo();
        log.on(new TaskEvent.AttemptStarted(TaskLife.demo().claim(), Duration.ZERO));
        log.on(interrupted.ends(new Verdict.Interrupted()));
        log.on(new TaskEvent.Fenced(TaskLife.demo().claim(), Duration.ZERO));
        log.on(task.succeeds());
        log.pass(Duration.ofMinutes(1));

        assertThat(log.written()).isEmpty();
    }

    @Test
    void a_logger_that_is_off_writes_and_counts_nothing() {
        log.context.getLogger("forbear.attempt").setLevel(Level.OFF);
        for (var i = 0; i < 50; i++) {
            log.on(TaskLife.demo().fails("no"));
        }
        log.pass(Duration.ofMinutes(1));

        assertThat(log.written()).isEmpty();
        assertThat(log.meters.of("demo").folded.count()).isZero();
    }

    @Test
    void an_error_without_a_message_is_known_by_its_class() {
        log.on(task.fails(new Failure("java.lang.NullPointerException", "", "f", null)));

        assertThat(log.written()).contains("error=\"java.lang.NullPointerException\"");
    }
}
