package dev.forbear.task;

import static dev.forbear.task.Tasks.NOW;
import static dev.forbear.task.Tasks.PACE;
import static dev.forbear.task.Tasks.giveUp;
import static dev.forbear.task.Tasks.in;
import static dev.forbear.task.Tasks.retry;
import static dev.forbear.task.Tasks.settled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Failed;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** A task whose process dies. */
class CrashTest {

    private static final Verdict DIED = new Verdict.Crashed(retry(4), true);
    private static final Verdict LEASE_LOST = new Verdict.Crashed(retry(4), false);

    private static Task running(int crashes) {
        return in(new Running(null), new Progress(1, 3, crashes, in(-30), null, null));
    }

    private static Task died(Task task) {
        return died(task, NOW);
    }

    private static Task died(Task task, Instant now) {
        return task.settled(DIED, PACE, now);
    }

    @Test
    void the_third_death_in_a_row_is_the_last() {
        var task = Task.created(Tasks.same(), NOW).task();

        task = died(task.claimed(NOW), NOW);
        assertThat(task.state()).isEqualTo(new BackingOff(in(4)));
        task = died(task.claimed(in(4)), in(4));
        assertThat(task.state()).isEqualTo(new BackingOff(in(8)));
        task = died(task.claimed(in(8)), in(8));

        assertThat(task.state()).isEqualTo(new Failed(TerminalReason.CRASHED));
        assertThat(task.progress().crashes()).isEqualTo(3);
        assertThat(task.progress().attempts()).isEqualTo(3);
        assertThat(task.progress().floor()).isEqualTo(in(9));
    }

    @Test
    void a_death_counts_as_a_failed_attempt() {
        var limit = new Verdict.Crashed(giveUp(TerminalReason.ATTEMPTS_EXHAUSTED), true);

        assertThat(running(0).settled(limit, PACE, NOW).state())
                .isEqualTo(new Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(running(2).settled(limit, PACE, NOW).state())
                .isEqualTo(new Failed(TerminalReason.CRASHED));
    }

    @Test
    void any_attempt_that_is_settled_clears_the_deaths() {
        var verdicts =
                new Verdict[] {
                    new Verdict.Success(),
                    new Verdict.Requeue(java.time.Duration.ofSeconds(1)),
                    retry(4),
                    giveUp(TerminalReason.NOT_RETRYABLE)
                };
        for (var verdict : verdicts) {
            assertThat(settled(running(2), verdict).progress().crashes()).isZero();
        }
    }

    @Test
    void an_interruption_proves_nothing_about_the_deaths() {
        assertThat(settled(running(2), new Verdict.Interrupted()).progress().crashes())
                .isEqualTo(2);
    }

    @Test
    void a_lease_lost_by_a_process_that_lives_is_no_death() {
        for (var deaths : new int[] {0, 2, 3}) {
            var after = settled(running(deaths), LEASE_LOST);

            assertThat(after.state()).isEqualTo(new BackingOff(in(4)));
            assertThat(after.progress().crashes()).isEqualTo(deaths);
        }
    }

    @Test
    void after_a_third_death_new_work_still_gets_its_run_and_stays_under_suspicion() {
        var moved = Tasks.submit(Tasks.other(), running(2)).task();

        var after = died(moved);

        assertThat(after.state()).isEqualTo(new Queued(in(1), false));
        assertThat(after.progress().crashes()).isEqualTo(3);
    }

    @Test
    void a_revived_task_may_see_three_deaths_again() {
        var crashed = settled(running(2), DIED);
        var revivals = List.of(Tasks.submit(Tasks.same(), crashed).task(), crashed.retried(NOW));

        for (var task : revivals) {
            assertThat(task.progress().crashes()).isZero();
            for (var death = 1; death < 3; death++) {
                task = died(task.claimed(in(5)));
                assertThat(task.state()).isInstanceOf(BackingOff.class);
            }
            assertThat(died(task.claimed(in(5))).state())
                    .isEqualTo(new Failed(TerminalReason.CRASHED));
        }
    }

    @Test
    void a_task_that_has_not_ended_is_not_cleared_of_deaths_by_new_work_or_a_retry() {
        var waiting = died(running(1));

        assertThat(Tasks.submit(Tasks.other(), waiting).task().progress().crashes()).isEqualTo(2);
        assertThat(waiting.retried(NOW).progress().crashes()).isEqualTo(2);
    }
}
