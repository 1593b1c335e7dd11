package dev.forbear.task;

import static dev.forbear.task.Tasks.NOW;
import static dev.forbear.task.Tasks.PACE;
import static dev.forbear.task.Tasks.giveUp;
import static dev.forbear.task.Tasks.in;
import static dev.forbear.task.Tasks.other;
import static dev.forbear.task.Tasks.retry;
import static dev.forbear.task.Tasks.same;
import static dev.forbear.task.Tasks.settled;
import static dev.forbear.task.Tasks.submit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** No hot loop: nothing but an explicit retry starts a key sooner after a failure. */
class CooldownTest {

    private static final Instant OVER = in(1);

    /** A task after a failed attempt, waiting or ended, and one whose failure was a while ago. */
    static Stream<Task> afterAFailure() {
        var failed = settled(Tasks.running(), retry(8));
        var ended = settled(Tasks.running(), giveUp(TerminalReason.NOT_RETRYABLE));
        return Stream.of(
                failed,
                ended,
                failed.cancelled(NOW),
                submit(other(60), failed).task(),
                submit(other(60), ended).task());
    }

    @ParameterizedTest
    @MethodSource("afterAFailure")
    void a_submission_starts_no_sooner_than_the_cooldown_is_over(Task there) {
        assertThat(submit(other(), there).task().state().dueAt()).isEqualTo(OVER);
    }

    @ParameterizedTest
    @MethodSource("afterAFailure")
    void a_submission_for_later_than_the_cooldown_keeps_its_time(Task there) {
        assertThat(submit(other(5), there).task().state().dueAt()).isEqualTo(in(5));
    }

    @ParameterizedTest
    @MethodSource("afterAFailure")
    void only_an_explicit_retry_is_sooner(Task there) {
        assertThat(there.retried(NOW).state().dueAt()).isEqualTo(NOW);
    }

    @Test
    void a_coalesced_submission_is_held_back_too() {
        var waiting = submit(other(60), settled(Tasks.running(), retry(8))).task();

        var sooner = submit(other(), waiting);

        assertThat(sooner.effect()).isEqualTo(Effect.COALESCED);
        assertThat(sooner.task().state().dueAt()).isEqualTo(OVER);
    }

    @Test
    void a_success_after_the_failure_does_not_shorten_the_cooldown_nor_begin_one() {
        var failed = settled(Tasks.running(), retry(8));
        var again = failed.retried(NOW).claimed(NOW);

        var succeeded = again.settled(new Verdict.Success(), PACE, NOW.plusMillis(500));

        assertThat(succeeded.submitted(same(), PACE, NOW.plusMillis(500)).task().state().dueAt())
                .isEqualTo(NOW.plusMillis(500));
    }

    @Test
    void a_controller_that_submits_its_own_key_and_fails_makes_no_zero_delay_loop() {
        var task = Task.created(same(), NOW).task();
        var now = NOW;
        for (var run = 0; run < 50; run++) {
            task = task.claimed(now);
            task = task.submitted(other(), PACE, now).task();
            task = task.settled(retry(2), PACE, now);
            var due = task.state().dueAt();
            assertThat(due).isEqualTo(now.plusSeconds(1));
            now = due;
        }
        assertThat(task.progress().generation()).isEqualTo(51);
    }

    @Test
    void successes_one_after_the_other_keep_the_interval_between_starts() {
        var task = Task.created(same(), NOW).task().claimed(NOW);
        var soon = NOW.plusMillis(20);

        var done = task.settled(new Verdict.Success(), PACE, soon);
        assertThat(done.submitted(same(), PACE, soon).task().state().dueAt())
                .isEqualTo(NOW.plus(PACE));
        assertThat(done.submitted(same(), Duration.ZERO, soon).task().state().dueAt())
                .isEqualTo(soon);
        assertThat(done.submitted(same(), PACE, in(1)).task().state().dueAt()).isEqualTo(in(1));
    }

    @Test
    void a_clock_that_was_set_back_does_not_hold_a_key_back_until_it_has_come_round() {
        var done = Task.created(same(), NOW).task().claimed(NOW);
        var hourEarlier = in(-3_600);

        assertThat(
                        done.settled(new Verdict.Success(), PACE, hourEarlier)
                                .submitted(same(), PACE, hourEarlier)
                                .task()
                                .state()
                                .dueAt())
                .isEqualTo(hourEarlier);
    }

    @ParameterizedTest
    @MethodSource("afterAFailure")
    void a_clock_that_is_set_back_holds_a_key_no_longer_than_its_cooldown(Task there) {
        var ran = there.progress().startedAt();
        var anHourAgo = ran.minusSeconds(3_600);

        var due = there.submitted(other(), PACE, anHourAgo).task().state().dueAt();

        assertThat(due).isEqualTo(anHourAgo.plus(Duration.between(ran, OVER)));
    }

    @Test
    void a_clock_that_is_set_back_during_an_attempt_leaves_its_cooldown_as_it_is() {
        var anHourAgo = in(-3_600);

        var task = Tasks.movedOn(0).settled(retry(8), PACE, anHourAgo);

        assertThat(task.progress().floor()).isEqualTo(anHourAgo.plusSeconds(1));
        assertThat(task.submitted(other(), PACE, anHourAgo).task().state().dueAt())
                .isEqualTo(anHourAgo.plusSeconds(1));
    }

    @Test
    void an_attempt_leaves_a_cooldown_behind_that_it_did_not_wait_for() {
        var failed = settled(Tasks.running(), retry(8));
        var set = failed.progress().floor().minusSeconds(3_600);

        var again = failed.claimed(set).settled(new Verdict.Requeue(PACE), PACE, set);

        assertThat(again.state().dueAt()).isEqualTo(set.plus(PACE));
    }

    @Test
    void a_clock_set_back_after_a_success_does_not_begin_the_cooldown_before_it_again() {
        var failed = settled(Tasks.running(), retry(8));
        var later = failed.state().dueAt();
        var succeeded = failed.claimed(later).settled(new Verdict.Success(), PACE, later);
        var anHourAgo = NOW.minusSeconds(3_600);

        var due = succeeded.submitted(other(), PACE, anHourAgo).task().state().dueAt();

        assertThat(due).isEqualTo(anHourAgo);
    }
}
