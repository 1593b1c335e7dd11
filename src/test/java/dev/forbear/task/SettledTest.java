package dev.forbear.task;

import static dev.forbear.task.Tasks.COOLDOWN;
import static dev.forbear.task.Tasks.FAILURE;
import static dev.forbear.task.Tasks.NOW;
import static dev.forbear.task.Tasks.giveUp;
import static dev.forbear.task.Tasks.in;
import static dev.forbear.task.Tasks.retry;
import static dev.forbear.task.Tasks.settled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Failed;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;
import dev.forbear.task.State.Succeeded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.stream.Stream;

/** What an attempt does to a task. */
class SettledTest {

    private static final Verdict SUCCESS = new Verdict.Success();
    private static final Verdict INTERRUPTED = new Verdict.Interrupted();

    private static Verdict requeue(long seconds) {
        return new Verdict.Requeue(Duration.ofSeconds(seconds));
    }

    private static Verdict crashed(Verdict.Failing judged) {
        return new Verdict.Crashed(judged, true);
    }

    private static final TerminalReason EXHAUSTED = TerminalReason.ATTEMPTS_EXHAUSTED;

    static Stream<Arguments> onItsOwn() {
        return Stream.of(
                Arguments.of(SUCCESS, new Succeeded(), 3, 3, Outcome.SUCCEEDED),
                Arguments.of(requeue(9), new Queued(in(9), false), 4, 0, Outcome.REQUEUED),
                Arguments.of(INTERRUPTED, new BackingOff(NOW), 3, 2, Outcome.INTERRUPTED),
                Arguments.of(retry(4), new BackingOff(in(4)), 3, 3, Outcome.FAILED),
                Arguments.of(giveUp(EXHAUSTED), new Failed(EXHAUSTED), 3, 3, Outcome.TERMINAL),
                Arguments.of(
                        giveUp(TerminalReason.NOT_RETRYABLE),
                        new Failed(TerminalReason.NOT_RETRYABLE),
                        3,
                        3,
                        Outcome.TERMINAL),
                Arguments.of(crashed(retry(4)), new BackingOff(in(4)), 3, 3, Outcome.CRASHED),
                Arguments.of(
                        crashed(giveUp(EXHAUSTED)), new Failed(EXHAUSTED), 3, 3, Outcome.CRASHED));
    }

    @ParameterizedTest
    @MethodSource("onItsOwn")
    void the_verdict_decides_if_nothing_was_submitted_meanwhile(
            Verdict verdict, State state, long generation, int attempts, Outcome outcome) {
        var after = settled(Tasks.running(), verdict);

        assertThat(after.state()).isEqualTo(state);
        assertThat(after.progress().generation()).isEqualTo(generation);
        assertThat(after.progress().attempts()).isEqualTo(attempts);
        assertThat(after.updatedAt()).isEqualTo(NOW);
        assertThat(after.terms()).isEqualTo(Tasks.terms());
        assertThat(Outcome.of(verdict, after)).isEqualTo(outcome);
    }

    static Stream<Arguments> movedOn() {
        return Stream.of(
                Arguments.of(SUCCESS, Outcome.SUCCEEDED),
                Arguments.of(requeue(9), Outcome.REQUEUED),
                Arguments.of(INTERRUPTED, Outcome.INTERRUPTED),
                Arguments.of(retry(4), Outcome.FAILED),
                Arguments.of(giveUp(EXHAUSTED), Outcome.FAILED),
                Arguments.of(crashed(retry(4)), Outcome.CRASHED),
                Arguments.of(crashed(giveUp(EXHAUSTED)), Outcome.CRASHED));
    }

    @ParameterizedTest
    @MethodSource("movedOn")
    void whatever_the_verdict_it_runs_once_more_with_the_delay_given_if_something_was_submitted(
            Verdict verdict, Outcome outcome) {
        var after = settled(Tasks.movedOn(60), verdict);

        assertThat(after.state()).isEqualTo(new Queued(in(60), false));
        assertThat(after.progress().generation()).as("grew at the submission").isEqualTo(3);
        assertThat(after.progress().attempts()).isZero();
        assertThat(after.progress().trouble()).isNull();
        assertThat(Outcome.of(verdict, after)).isEqualTo(outcome);
    }

    @Test
    void a_run_that_was_asked_for_meanwhile_and_is_overdue_is_due_now_unless_it_failed() {
        var overdue = Tasks.movedOn(-20);

        assertThat(settled(overdue, SUCCESS).state()).isEqualTo(new Queued(NOW, false));
        assertThat(settled(overdue, INTERRUPTED).state()).isEqualTo(new Queued(NOW, false));
        assertThat(settled(overdue, retry(4)).state()).isEqualTo(new Queued(in(1), false));
        assertThat(settled(overdue, giveUp(EXHAUSTED)).state()).isEqualTo(new Queued(in(1), false));
        assertThat(settled(overdue, crashed(retry(4))).state()).isEqualTo(new Queued(in(1), false));
    }

    @Test
    void an_interrupted_first_attempt_leaves_the_task_as_if_it_had_not_begun() {
        var first = new Progress(3, 1, 0, in(-30), null, null);

        var after = settled(in(new Running(null), first), INTERRUPTED);

        assertThat(after.state()).isEqualTo(new Queued(NOW, false));
        assertThat(after.progress().attempts()).isZero();
    }

    @Test
    void the_first_failure_of_a_generation_is_kept_and_the_last_ones_fingerprint() {
        var first = new Progress(3, 1, 0, in(-1), null, null);
        var verbose = new Failure("E", "x".repeat(300), "f1", null);
        var verdict = new Verdict.Retry(COOLDOWN, COOLDOWN, verbose);

        var trouble = settled(in(new Running(null), first), verdict).progress().trouble();

        assertThat(trouble).isEqualTo(new Trouble(NOW, "x".repeat(199) + "…", "f1"));
        assertThat(settled(Tasks.running(), retry(4)).progress().trouble())
                .isEqualTo(new Trouble(in(-60), "first error", "f1"));
    }

    @Test
    void a_success_leaves_cooldown_and_start_as_they_were() {
        assertThat(settled(Tasks.running(), SUCCESS).progress()).isEqualTo(Tasks.RUNNING);
        assertThat(settled(Tasks.running(), requeue(9)).progress())
                .isEqualTo(new Progress(4, 0, 0, in(-30), in(-40), null));
    }

    @Test
    void every_failure_sets_the_cooldown() {
        for (var verdict :
                new Verdict[] {
                    retry(8), giveUp(EXHAUSTED), crashed(retry(8)), crashed(giveUp(EXHAUSTED))
                }) {
            assertThat(settled(Tasks.running(), verdict).progress().floor()).isEqualTo(in(1));
            assertThat(settled(Tasks.movedOn(0), verdict).progress().floor()).isEqualTo(in(1));
        }
    }

    @Test
    void no_next_start_is_nearer_to_the_last_than_the_interval() {
        var fast = new Progress(1, 1, 0, NOW.minusMillis(30), null, null);
        var running = in(new Running(null), fast);
        var soon = NOW.plusMillis(70);
        var now = new Verdict.Retry(Duration.ofMillis(1), Duration.ofMillis(1), FAILURE);

        assertThat(settled(running, new Verdict.Requeue(Duration.ofMillis(1))).state())
                .isEqualTo(new Queued(soon, false));
        assertThat(settled(running, now).state()).isEqualTo(new BackingOff(soon));
        assertThat(settled(running, INTERRUPTED).state()).isEqualTo(new Queued(soon, false));
        assertThat(settled(in(new Running(NOW), fast), SUCCESS).state())
                .isEqualTo(new Queued(soon, false));
        assertThat(running.settled(now, Duration.ZERO, NOW).state())
                .isEqualTo(new BackingOff(NOW.plusMillis(1)));
    }

    @Test
    void a_cooldown_longer_than_the_delay_holds() {
        var asked = new Verdict.Retry(Duration.ofSeconds(4), Duration.ofSeconds(9), FAILURE);

        assertThat(settled(Tasks.running(), asked).state()).isEqualTo(new BackingOff(in(9)));
    }

    @Test
    void a_failure_whose_next_start_lies_beyond_the_deadline_ends_the_task_at_once() {
        var exceeded = new Failed(TerminalReason.DEADLINE_EXCEEDED);

        for (var verdict : new Verdict[] {retry(4), crashed(retry(4))}) {
            assertThat(settled(Tasks.until(Tasks.running(), in(3)), verdict).state())
                    .isEqualTo(exceeded);
            assertThat(settled(Tasks.until(Tasks.running(), in(4)), verdict).state())
                    .isEqualTo(new BackingOff(in(4)));
        }
        assertThat(
                        settled(
                                        Tasks.until(Tasks.running(), in(3)),
                                        giveUp(TerminalReason.NOT_RETRYABLE))
                                .state())
                .isEqualTo(new Failed(TerminalReason.NOT_RETRYABLE));
    }

    @Test
    void a_success_after_the_deadline_counts() {
        var late = Tasks.until(Tasks.running(), in(-10));

        assertThat(settled(late, SUCCESS).state()).isEqualTo(new Succeeded());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RUNNING"},
            mode = EnumSource.Mode.EXCLUDE)
    void only_a_running_task_can_be_settled(Kind kind) {
        assertThatIllegalStateException()
                .isThrownBy(() -> settled(MovesTest.in(kind), SUCCESS))
                .withMessage("c/k is " + kind + " and cannot be settled");
    }

    @Test
    void the_interval_between_starts_counts_from_the_begin_of_the_call_and_not_from_its_claim() {
        var claimed = in(new Running(NOW), Tasks.RUNNING);
        var interval = Duration.ofSeconds(10);

        var after = claimed.begun(in(2)).settled(SUCCESS, interval, in(3));

        assertThat(after.state()).isEqualTo(new Queued(in(12), false));
        assertThat(claimed.begun(NOW.minusSeconds(3_600)).progress().startedAt())
                .isEqualTo(claimed.progress().startedAt());
    }
}
