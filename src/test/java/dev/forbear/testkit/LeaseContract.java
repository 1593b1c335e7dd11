package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What a store does that several processes share; the scene's is one of them. */
public interface LeaseContract {

    StoreScene scene();

    /** The same store, as another process has it that began just now; closed with the test. */
    TaskStore another();

    private Duration lease() {
        return scene().store().lease().orElseThrow();
    }

    @Test
    default void what_is_not_renewed_is_rescued_when_its_lease_is_over_and_not_before() {
        var other = another();
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(lease().minusMillis(1));
        assertThat(other.rescue()).isEmpty();
        scene().turn(ofMillis(1));

        var rescued = other.rescue();

        assertThat(rescued).hasSize(1);
        assertThat(rescued.getFirst().died()).isTrue();
        assertThat(rescued.getFirst().claim().epoch()).isGreaterThan(claim.epoch());
        assertThat(rescued.getFirst().claim().task()).isEqualTo(claim.task());
        assertThat(scene().store().renew(List.of(claim))).containsExactly(claim);
        assertThat(scene().settle(claim, success())).isEmpty();
    }

    @Test
    default void a_lease_begins_anew_when_it_is_renewed() {
        var other = another();
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(lease().minusMillis(1));
        scene().store().renew(List.of(claim));
        scene().turn(lease().minusMillis(1));
        assertThat(other.rescue()).isEmpty();
        scene().turn(ofMillis(1));

        assertThat(other.rescue()).hasSize(1);
    }

    @Test
    default void who_has_a_task_again_keeps_the_new_claim_alone() {
        var other = another();
        scene().submit("k");
        var old = scene().claim();
        scene().turn(lease());
        var rescued = other.rescue().getFirst().claim();
        other.settle(
                        new TaskStore.Settlement(
                                rescued,
                                new Verdict.Crashed(retry(), true),
                                StoreScene.MIN_INTERVAL,
                                ofMillis(1)))
                .join();
        scene().turn(ofSeconds(1));
        var present = scene().claim();

        assertThat(scene().store().renew(List.of(old, present))).containsExactly(old);
        assertThat(scene().store().renew(List.of(present))).isEmpty();
    }

    @Test
    default void only_one_process_rescues_an_attempt_until_that_one_is_silent_too() {
        var other = another();
        var third = another();
        scene().submit("k");
        scene().claim();
        scene().turn(lease());
        var rescued = other.rescue().getFirst().claim();
        assertThat(third.rescue()).isEmpty();
        scene().turn(lease().minusMillis(1));
        assertThat(other.renew(List.of(rescued))).isEmpty();
        scene().turn(ofMillis(1));
        assertThat(third.rescue()).isEmpty();
        scene().turn(lease());

        var again = third.rescue().getFirst().claim();

        assertThat(scene().settle(rescued, new Verdict.Crashed(retry(), true))).isEmpty();
        assertThat(scene().settle(again, new Verdict.Crashed(retry(), true))).isPresent();
        assertThat(scene().task("k").progress().attempts()).isEqualTo(1);
        assertThat(scene().task("k").progress().crashes()).isEqualTo(1);
    }

    @Test
    default void who_lives_and_does_not_name_a_claim_loses_it_and_has_not_died() {
        var other = another();
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(lease().dividedBy(2));
        assertThat(scene().store().renew(List.of())).isEmpty();
        scene().turn(lease().dividedBy(2));

        var rescued = other.rescue();

        assertThat(rescued).hasSize(1);
        assertThat(rescued.getFirst().died()).isFalse();
        other.settle(
                        new TaskStore.Settlement(
                                rescued.getFirst().claim(),
                                new Verdict.Crashed(retry(), false),
                                StoreScene.MIN_INTERVAL,
                                Duration.ZERO))
                .join();
        assertThat(scene().task("k").progress().crashes()).isZero();
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.BACKING_OFF);
        assertThat(scene().settle(claim, success())).isEmpty();
    }

    @Test
    default void a_heartbeat_shortly_before_a_death_does_not_hide_it() {
        var other = another();
        scene().submit("k");
        var claim = scene().claim();
        scene().store().renew(List.of(claim));
        scene().turn(ofSeconds(3));
        scene().store().heartbeat(List.of("c"));
        scene().turn(lease().minusSeconds(3));

        assertThat(other.rescue()).extracting(TaskStore.Rescued::died).containsExactly(true);
    }

    @Test
    default void who_was_closed_in_good_order_and_left_an_attempt_has_not_died() {
        var other = another();
        scene().submit("k");
        var claim = scene().claim();
        scene().reopen();
        scene().turn(lease());

        var rescued = other.rescue();

        assertThat(rescued).hasSize(1);
        assertThat(rescued.getFirst().died()).isFalse();
        assertThat(rescued.getFirst().claim().row()).isEqualTo(claim.row());
    }

    @Test
    default void a_lease_that_is_over_is_renewed_if_nobody_has_taken_the_task() {
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(lease().plus(ofSeconds(5)));

        assertThat(scene().store().renew(List.of(claim))).isEmpty();

        assertThat(another().rescue()).isEmpty();
        assertThat(scene().settle(claim, success())).isPresent();
    }

    @Test
    default void an_outcome_that_comes_after_the_lease_counts_if_nobody_has_taken_the_task() {
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(lease().plus(ofSeconds(5)));

        assertThat(scene().settle(claim, success())).isPresent();
    }

    @Test
    default void what_another_process_cancels_is_told_to_who_holds_it() {
        scene().submit("k");
        var claim = scene().claim();

        another().cancel(id("k"));

        assertThat(scene().store().cancelled(List.of(claim))).containsExactly(claim);
        assertThat(scene().store().renew(List.of(claim))).isEmpty();
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(true));
    }

    @Test
    default void the_thread_of_a_cancelled_attempt_has_its_lease_too() {
        var other = another();
        scene().submit("k");
        scene().claim();
        scene().store().cancel(id("k"));
        scene().turn(lease().minusMillis(1));
        assertThat(other.rescue()).isEmpty();
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(true));
        scene().turn(ofMillis(1));

        assertThat(other.rescue()).isEmpty();

        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(false));
    }

    @Test
    default void what_one_process_has_claimed_no_other_claims() {
        var other = another();
        scene().submit("k");
        scene().claim();
        scene().turn(lease().plus(lease()));

        var claims = other.claim(List.of(new TaskStore.Appetite("c", 9, 9, 10)), true);

        assertThat(claims.claims()).as("it is to be rescued, not claimed").isEmpty();
    }

    @Test
    default void a_pause_and_its_end_are_seen_by_all() {
        var other = another();
        assertThat(other.pauses()).isEmpty();
        scene().store().pause("c", "ann", "deploy");
        scene().turn(ofMillis(1_500));
        assertThat(other.pauses()).isEqualTo(scene().store().pauses()).containsKey("c");

        other.resume("c");
        scene().turn(ofSeconds(1));
        assertThat(scene().store().pauses()).isEmpty();
    }

    @Test
    default void each_knows_the_controllers_of_those_that_live() {
        var other = another();
        scene().store().heartbeat(List.of("c"));
        assertThat(other.heartbeat(List.of("d"))).contains("c", "d");
        scene().turn(lease().minusMillis(1));
        scene().store().renew(List.of());
        scene().turn(ofMillis(1));
        assertThat(other.heartbeat(List.of("d"))).contains("c", "d");
        scene().turn(Duration.ofHours(1));

        assertThat(other.heartbeat(List.of("d"))).containsExactly("d");
    }

    @Test
    default void a_tally_counts_what_each_process_did() {
        var other = another();
        scene().submit("a");
        scene().submit("b");
        var claims = other.claim(List.of(new TaskStore.Appetite("c", 1, 0, 10)), true);
        assertThat(claims.claims()).hasSize(1);

        assertThat(other.tallies()).isEqualTo(scene().store().tallies());
        assertThat(other.tallies().get("c").of(Kind.RUNNING)).isEqualTo(1);
        assertThat(other.tallies().get("c").of(Kind.QUEUED)).isEqualTo(1);
    }
}
