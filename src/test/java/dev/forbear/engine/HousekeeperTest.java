package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.Kind;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class HousekeeperTest {

    private final TestQueue queue = new TestQueue((_, _) -> new Verdict.Success());

    private void tickEachSecond(int seconds) {
        for (var i = 0; i < seconds; i++) {
            queue.engine.tick();
            queue.turn(Duration.ofSeconds(1));
        }
    }

    @Test
    void nothing_is_abandoned_by_who_could_not_say_which_controllers_it_has() {
        queue.store.heartbeat(List.of("c"));
        queue.queue.pause("c", "ann", null);
        var id = queue.submit("k");
        queue.turn(Duration.ofDays(8));
        queue.store.restart();
        queue.store.awayForHeartbeats = true;

        tickEachSecond(3);
        queue.store.awayForHeartbeats = false;
        tickEachSecond(120);

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);
    }

    @Test
    void a_clock_that_is_set_back_by_an_hour_holds_up_no_retry() {
        var down = new TestQueue((claim, _) -> TestQueue.retry(claim, "down"));
        var id = down.submit("k");
        down.engine.pass();
        down.now = down.now.minus(Duration.ofHours(1));

        down.runFor(Duration.ofSeconds(10));

        assertThat(down.task(id).progress().attempts()).as("after 0, 1, 3 and 7 s").isEqualTo(4);
    }

    @Test
    void a_heartbeat_that_failed_is_tried_again_at_the_next_pass() {
        queue.store.awayForHeartbeats = true;
        tickEachSecond(3);
        queue.store.awayForHeartbeats = false;

        tickEachSecond(2);

        assertThat(queue.store.heartbeats).isEqualTo(1);
    }
}
