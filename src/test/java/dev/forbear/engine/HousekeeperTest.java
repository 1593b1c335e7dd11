package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

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
    void a_task_of_a_controller_that_nobody_has_is_ended_after_7_days_and_told() {
        var id = submitElsewhere();
        tickEachSecond(120);
        queue.turn(Duration.ofDays(6));
        tickEachSecond(120);
        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);

        queue.turn(Duration.ofDays(1));
        tickEachSecond(120);

        var failed = new State.Failed(TerminalReason.UNKNOWN_CONTROLLER);
        assertThat(queue.task(id).state()).isEqualTo(failed);
        assertThat(queue.events(TaskEvent.Expired.class))
                .extracting(expired -> expired.task().state())
                .containsExactly(failed);
    }

    @Test
    void what_succeeded_is_deleted_after_an_hour_and_what_was_cancelled_after_30_days() {
        queue.submit("succeeds");
        queue.engine.tick();
        queue.queue.pause("c", "ann", null);
        queue.queue.cancel(queue.submit("is cancelled"), "ann");

        assertThat(left(Duration.ofMinutes(59))).containsExactly("is cancelled", "succeeds");
        assertThat(left(Duration.ofMinutes(2))).containsExactly("is cancelled");
        assertThat(left(Duration.ofDays(29))).containsExactly("is cancelled");
        assertThat(left(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void what_ended_of_a_controller_that_is_not_here_is_kept_as_the_defaults_say() {
        queue.queue.cancel(submitElsewhere(), "ann");

        assertThat(left(Duration.ofDays(89))).containsExactly("k");
        assertThat(left(Duration.ofDays(2))).isEmpty();
    }

    @Test
    void what_was_said_under_an_idempotency_key_is_forgotten_after_a_day() {
        var once = new Once("key hash", "body hash");
        queue.queue.submit(wish(new TaskId("c", "k")), once).join();
        assertThat(queue.store.remembered()).isEqualTo(1);

        queue.turn(Duration.ofDays(2));
        tickEachSecond(20);

        assertThat(queue.store.remembered()).isZero();
    }

    @Test
    void what_the_store_has_gathered_is_flushed_at_each_pass() {
        tickEachSecond(3);

        assertThat(queue.store.flushes).isEqualTo(3);
    }

    private TaskId submitElsewhere() {
        var id = new TaskId("elsewhere", "k");
        queue.queue.submit(wish(id)).join();
        return id;
    }

    private static Wish wish(TaskId id) {
        var spec = new Terms.Spec("{}", "d");
        return new Wish(id, new UUID(0, 1), spec, When.NOW, null, null, null);
    }

    /** The keys that are there when so much time has passed. */
    private List<String> left(Duration later) {
        queue.turn(later);
        tickEachSecond(20);
        return queue.store.keys();
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
