package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Appetite;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** When a claim may begin. */
class RunTest {

    private static Run claimed(Duration lateness) {
        var all = new TestReplicas();
        var replica = all.replica((_, _) -> TestReplicas.SUCCESS, Runnable::run);
        TestReplicas.submit(replica, "k");
        var appetites = List.of(new Appetite("c", 1, 0, 10));
        var claim = replica.store.claim(appetites, true).claims().getFirst();
        var late = new Claim(claim.row(), claim.epoch(), claim.before(), claim.task(), lateness);
        return new Run(late, 100, 200, Long.MAX_VALUE);
    }

    @Test
    void it_is_when_it_is_due_and_at_once_if_it_was() {
        assertThat(claimed(Duration.ofNanos(-50)).dueIn(210)).isEqualTo(40);
        assertThat(claimed(Duration.ofNanos(-50)).dueIn(260)).isZero();
        assertThat(claimed(Duration.ofSeconds(3)).dueIn(200)).isZero();
    }

    @Test
    void it_waits_for_no_time_that_a_clock_which_was_set_back_has_to_reach_again() {
        assertThat(claimed(Duration.ofHours(-1)).dueIn(200)).isEqualTo(TaskStore.SOON.toNanos());
    }
}
