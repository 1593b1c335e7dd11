package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.LIMIT;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What may run is claimed, and nothing else. */
interface ClaimContract {

    StoreScene scene();

    private List<String> keys(List<Claim> claims) {
        return claims.stream().map(claim -> claim.task().id().key()).toList();
    }

    /** Leaves tasks waiting whose process died so many times while they ran. */
    private void crashed(int times, String... keys) {
        for (var key : keys) {
            scene().submit(key);
        }
        for (var i = 0; i < times; i++) {
            for (var claim : scene().claim(keys.length)) {
                scene().settle(claim, new Verdict.Crashed(retry(), true));
            }
            scene().turn(ofSeconds(1));
        }
    }

    @Test
    default void the_oldest_are_claimed_first_and_no_more_than_there_are_slots() {
        scene().submit(TestWish.of("third").in(ofSeconds(3)));
        scene().submit(TestWish.of("first").in(ofSeconds(1)));
        scene().submit(TestWish.of("second").in(ofSeconds(2)));
        scene().submit(TestWish.of("not yet").in(ofSeconds(9)));
        scene().turn(ofSeconds(5));

        assertThat(keys(scene().claim(2))).containsExactly("first", "second");
        assertThat(keys(scene().claim(2))).containsExactly("third");
    }

    @Test
    default void the_attempt_is_counted_and_the_epoch_grows_before_it_begins() {
        scene().submit("k");
        scene().turn(ofSeconds(2));

        var first = scene().claim();
        assertThat(scene().task("k")).isEqualTo(first.task());
        assertThat(first.task().state()).isEqualTo(new State.Running(null));
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.task().progress().startedAt()).isEqualTo(scene().time().instant());
        assertThat(first.before().state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(first.lateness()).isEqualTo(ofSeconds(2));

        scene().settle(first, retry());
        scene().turn(ofSeconds(1));
        var second = scene().claim();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(second.row()).isEqualTo(first.row());
        assertThat(second.lateness()).isZero();
    }

    @Test
    default void a_controller_that_does_not_ask_is_left_alone() {
        scene().submit("k");
        scene().submit(TestWish.of("k").to("d"));

        var claims = scene().claim(new Appetite("d", 5, 0, LIMIT), new Appetite("e", 5, 0, LIMIT));

        assertThat(claims.claims()).hasSize(1);
        assertThat(claims.claims().getFirst().controller()).isEqualTo("d");
        assertThat(claims.nextDue()).isNull();
    }

    @Test
    default void the_next_due_time_is_what_is_left_waiting() {
        assertThat(scene().claim(new Appetite("c", 1, 0, LIMIT)).nextDue()).isNull();

        scene().submit("a");
        scene().submit("b");
        scene().submit(TestWish.of("later").in(ofMinutes(2)));

        assertThat(scene().claim(new Appetite("c", 1, 0, LIMIT)).nextDue()).isZero();
        assertThat(scene().claim(new Appetite("c", 1, 0, LIMIT)).nextDue()).isEqualTo(ofMinutes(2));
        scene().turn(ofMinutes(1));
        assertThat(scene().claim(new Appetite("c", 1, 0, LIMIT)).nextDue()).isEqualTo(ofMinutes(1));
    }

    @Test
    default void the_next_due_time_is_of_those_who_ask() {
        scene().submit(TestWish.of("k").in(ofMinutes(1)));
        scene().submit(TestWish.of("k").to("d").in(ofMinutes(2)));

        assertThat(scene().claim(new Appetite("d", 1, 0, LIMIT)).nextDue()).isEqualTo(ofMinutes(2));
        assertThat(
                        scene().claim(
                                        new Appetite("d", 1, 0, LIMIT),
                                        new Appetite("c", 1, 0, LIMIT))
                                .nextDue())
                .isEqualTo(ofMinutes(1));
    }

    @Test
    default void what_is_claimed_ahead_comes_after_the_slots() {
        for (var key : List.of("a", "b", "c", "d", "e")) {
            scene().submit(key);
        }

        var claims = scene().claim(new Appetite("c", 1, 2, LIMIT));

        assertThat(keys(claims.claims())).containsExactly("a", "b", "c");
        assertThat(claims.nextDue()).isZero();
    }

    @Test
    default void a_last_attempt_is_never_claimed_ahead() {
        scene().submit(TestWish.of("own limit").maxAttempts(1));
        scene().submit("long way to go");

        assertThat(keys(scene().claim(new Appetite("c", 0, 5, LIMIT)).claims()))
                .containsExactly("long way to go");
        assertThat(keys(scene().claim(new Appetite("c", 1, 5, LIMIT)).claims()))
                .containsExactly("own limit");
        scene().submit("last of the controller");
        assertThat(scene().claim(new Appetite("c", 0, 5, 1)).claims()).isEmpty();
        assertThat(scene().claim(new Appetite("c", 0, 5, 2)).claims()).hasSize(1);
    }

    @Test
    default void what_crashed_is_never_claimed_ahead() {
        crashed(1, "k");

        assertThat(scene().claim(new Appetite("c", 0, 5, LIMIT)).claims()).isEmpty();
        assertThat(scene().claim(new Appetite("c", 1, 0, LIMIT)).claims()).hasSize(1);
    }

    @Test
    default void of_those_whose_process_died_twice_at_most_one_is_claimed() {
        crashed(2, "a", "b");
        scene().submit("healthy");
        scene().submit("healthy too");
        var appetite = List.of(new Appetite("c", 9, 0, LIMIT));

        var none = scene().store().claim(List.of(new Appetite("c", 1, 0, LIMIT)), false);
        assertThat(keys(none.claims())).containsExactly("healthy");
        assertThat(none.nextDue()).isZero();
        assertThat(keys(scene().store().claim(appetite, true).claims()))
                .containsExactly("a", "healthy too");
        assertThat(scene().store().claim(appetite, false).claims()).isEmpty();
        assertThat(keys(scene().store().claim(appetite, true).claims())).containsExactly("b");
    }

    @Test
    default void many_whose_process_died_twice_do_not_hold_up_the_others() {
        crashed(2, "a", "b", "c", "d", "e");
        scene().submit("healthy");

        var claims = scene().store().claim(List.of(new Appetite("c", 1, 0, LIMIT)), false);

        assertThat(keys(claims.claims())).containsExactly("healthy");
    }

    @Test
    default void what_is_due_beyond_its_deadline_is_ended_instead_and_takes_no_slot() {
        scene().submit(TestWish.of("late").in(ofSeconds(1)).deadline(ofSeconds(2)));
        scene().submit(TestWish.of("in time").in(ofSeconds(1)).deadline(ofSeconds(3)));
        scene().turn(ofSeconds(3));

        var claims = scene().claim(new Appetite("c", 2, 0, LIMIT));

        assertThat(keys(claims.claims())).containsExactly("in time");
        assertThat(claims.expired()).containsExactly(scene().task("late"));
        assertThat(scene().task("late").state())
                .isEqualTo(new State.Failed(TerminalReason.DEADLINE_EXCEEDED));
        assertThat(scene().task("late").progress().attempts()).isZero();
    }

    @Test
    default void what_has_made_all_attempts_of_a_lowered_limit_is_ended_instead_and_counts_none() {
        scene().submit(TestWish.of("own limit").maxAttempts(3));
        scene().submit("two");
        scene().submit("one");
        scene().claim(3).forEach(claim -> scene().settle(claim, retry()));
        scene().turn(ofSeconds(1));
        scene().claim(2).forEach(claim -> scene().settle(claim, retry()));
        scene().turn(ofSeconds(1));

        var claims = scene().claim(new Appetite("c", 3, 0, 2));

        assertThat(keys(claims.claims())).containsExactlyInAnyOrder("one", "own limit");
        assertThat(claims.expired()).containsExactly(scene().task("two"));
        assertThat(scene().task("two").state())
                .isEqualTo(new State.Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(scene().task("two").progress().attempts()).isEqualTo(2);
        assertThat(scene().stored("two").history()).hasSize(2);
    }

    @Test
    default void what_ended_or_runs_is_not_claimed() {
        scene().ran("ended", success());
        scene().submit("off");
        scene().store().cancel(id("off"));
        scene().submit("running");
        scene().claim();
        scene().turn(ofMinutes(10));

        var claims = scene().claim(new Appetite("c", 9, 9, LIMIT));

        assertThat(claims.claims()).isEmpty();
        assertThat(claims.nextDue()).isNull();
    }

    @Test
    default void what_was_revived_while_its_cancelled_attempt_still_runs_waits_for_the_thread() {
        scene().submit("k");
        var claim = scene().claim();
        scene().store().cancel(id("k"));
        scene().turn(ofSeconds(1));

        assertThat(scene().accepted(TestWish.of("k")).dueIn()).isNull();
        assertThat(scene().task("k").state())
                .isEqualTo(new State.Queued(scene().time().instant(), true));
        var held = scene().claim(new Appetite("c", 9, 9, LIMIT));
        assertThat(held.claims()).isEmpty();
        assertThat(held.nextDue()).isNull();

        scene().turn(ofSeconds(5));
        assertThat(scene().settle(claim, success())).isEmpty();
        assertThat(scene().claim().lateness()).isEqualTo(ZERO);
    }
}
