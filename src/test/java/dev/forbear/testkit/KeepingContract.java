package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What is ended, deleted, mended, paused and known of who is there. */
interface KeepingContract {

    StoreScene scene();

    @Test
    default void what_waits_beyond_its_deadline_is_ended() {
        scene().submit(TestWish.of("queued").in(ofHours(1)).deadline(ofMinutes(2)));
        scene().submit(TestWish.of("failing").deadline(ofMinutes(2)));
        scene().settle(scene().claim(), retry());
        scene().submit(TestWish.of("in time").deadline(ofMinutes(3)));
        scene().submit("without");
        scene().turn(ofMinutes(2));
        assertThat(scene().store().expire(10)).isEmpty();
        scene().turn(ofMillis(1));

        var ended = scene().store().expire(10);

        assertThat(ended)
                .containsExactlyInAnyOrder(scene().task("queued"), scene().task("failing"));
        assertThat(ended)
                .allMatch(task ->
                        task.state().equals(new State.Failed(TerminalReason.DEADLINE_EXCEEDED)));
        assertThat(scene().task("in time").state().kind()).isEqualTo(Kind.QUEUED);
    }

    @Test
    default void no_more_are_ended_at_once_than_wanted() {
        for (var i = 0; i < 5; i++) {
            scene().submit(TestWish.of("k" + i).deadline(ofSeconds(1)));
        }
        scene().turn(ofSeconds(2));

        assertThat(scene().store().expire(3)).hasSize(3);
        assertThat(scene().store().expire(3)).hasSize(2);
        assertThat(scene().store().expire(3)).isEmpty();
    }

    @Test
    default void a_running_task_and_one_that_waits_for_a_thread_are_not_ended() {
        scene().submit(TestWish.of("running").deadline(ofSeconds(1)));
        scene().submit("held");
        scene().claim(2);
        scene().store().cancel(id("held"));
        scene().submit(TestWish.of("held").deadline(ofSeconds(1)));
        scene().turn(ofSeconds(5));

        assertThat(scene().store().expire(10)).isEmpty();
    }

    @Test
    default void tasks_of_a_controller_that_nobody_has_are_ended_in_the_end() {
        assertThat(scene().store().heartbeat(List.of("c", "d"))).contains("c", "d");
        scene().submit("k");
        scene().submit(TestWish.of("k").to("d"));
        scene().submit(TestWish.of("later").to("d").in(ofDays(30)));
        scene().turn(ofDays(3));
        scene().store().heartbeat(List.of("c"));
        scene().turn(ofDays(4));
        assertThat(scene().store().abandon(ofDays(7), 10)).isEmpty();
        scene().turn(ofSeconds(1));
        scene().store().heartbeat(List.of("c"));

        assertThat(scene().store().abandon(ofDays(7), 10))
                .hasSize(2)
                .allMatch(task ->
                        task.state().equals(new State.Failed(TerminalReason.UNKNOWN_CONTROLLER)));
        assertThat(scene().store().abandon(ofDays(7), 10)).isEmpty();
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.QUEUED);
    }

    @Test
    default void a_controller_that_never_was_here_has_as_long_from_when_it_is_missed() {
        scene().submit(TestWish.of("k").to("unknown"));
        scene().store().heartbeat(List.of("c"));

        assertThat(scene().store().abandon(ofDays(7), 10)).isEmpty();
        scene().turn(ofDays(6));
        assertThat(scene().store().abandon(ofDays(7), 10)).isEmpty();
        scene().turn(ofDays(2));
        assertThat(scene().store().abandon(ofDays(7), 10)).hasSize(1);
    }

    @Test
    default void ended_tasks_are_deleted_past_their_time() {
        scene().ran("ok", success());
        scene().ran("no", giveUp(TerminalReason.NOT_RETRYABLE));
        scene().submit("off");
        scene().store().cancel(id("off"));
        scene().submit(TestWish.of("waiting").in(ofDays(99)));
        scene().turn(ofHours(1));
        assertThat(scene().store().deleteEnded("c", ofHours(1), ofDays(30))).isZero();
        scene().turn(ofSeconds(1));

        assertThat(scene().store().deleteEnded("d", ofHours(1), ofDays(30))).isZero();
        assertThat(scene().store().deleteEnded("c", ofHours(1), ofDays(30))).isEqualTo(1);
        assertThat(scene().store().find(id("ok"))).isEmpty();
        assertThat(scene().store().find(id("no"))).isPresent();
        scene().turn(ofDays(30));
        assertThat(scene().store().deleteEnded("c", ofHours(1), ofDays(30))).isEqualTo(2);
        assertThat(scene().store().find(id("off"))).isEmpty();
        assertThat(scene().store().find(id("waiting"))).isPresent();
    }

    @Test
    default void what_is_made_again_after_it_was_deleted_has_no_past() {
        scene().ran("k", giveUp(TerminalReason.NOT_RETRYABLE));
        var old = scene().stored("k");
        scene().turn(ofHours(1));
        scene().store().deleteEnded("c", ZERO, ZERO);

        scene().submit("k");

        assertThat(old.history()).hasSize(1);
        assertThat(scene().stored("k").history()).isEmpty();
        assertThat(scene().task("k").progress().generation()).isEqualTo(1);
    }

    @Test
    default void a_claim_of_a_deleted_task_is_fenced_out_of_its_namesake() {
        scene().submit("k");
        var zombie = scene().claim();
        scene().settle(zombie, success());
        scene().turn(ofHours(1));
        scene().store().deleteEnded("c", ZERO, ZERO);
        scene().submit("k");
        var claim = scene().claim();

        assertThat(scene().settle(zombie, success())).isEmpty();
        assertThat(scene().task("k")).isEqualTo(claim.task());
    }

    @Test
    default void a_task_whose_thread_lives_is_spared() {
        scene().submit("k");
        var claim = scene().claim();
        scene().store().cancel(id("k"));
        scene().turn(ofDays(99));

        assertThat(scene().store().deleteEnded("c", ZERO, ZERO)).isZero();
        scene().settle(claim, success());
        assertThat(scene().store().deleteEnded("c", ZERO, ZERO)).isEqualTo(1);
    }

    @Test
    default void a_task_is_spared_while_its_cooldown_lasts() {
        var hour = ofHours(1);
        scene().submit("k");
        var gaveUp =
                new Verdict.GiveUp(
                        TerminalReason.NOT_RETRYABLE, hour, StoreScene.failure("come back later"));
        scene().store().settle(new Settlement(scene().claim(), gaveUp, ZERO, ZERO)).join();
        scene().turn(hour.minusMillis(1));

        assertThat(scene().store().deleteEnded("c", ZERO, ZERO)).isZero();
        scene().turn(ofMillis(1));
        assertThat(scene().store().deleteEnded("c", ZERO, ZERO)).isEqualTo(1);
    }

    @Test
    default void after_the_clock_was_set_back_retries_and_cooldowns_last_as_long_again() {
        scene().time().jump(ofHours(1));
        for (var i = 0; i < 5; i++) {
            scene().ran("k" + i, StoreScene.retry(ofSeconds(1 + i)));
        }
        scene().submit(TestWish.of("k4").spec("new"));
        scene().submit(TestWish.of("scheduled").in(ofHours(2)));
        scene().time().jump(ofHours(-1));
        var now = scene().time().instant();
        scene().ran("near", retry());
        var near = scene().task("near");

        assertThat(scene().store().pullIn("d", ofMinutes(1))).isZero();
        assertThat(scene().store().pullIn("c", ofMinutes(1))).isEqualTo(5);

        for (var i = 0; i < 4; i++) {
            assertThat(scene().task("k" + i).state())
                    .isEqualTo(new State.BackingOff(now.plusSeconds(1 + i)));
        }
        var cooldown = scene().task("k4");
        assertThat(cooldown.state()).isEqualTo(new State.Queued(now.plusSeconds(1), false));
        assertThat(cooldown.progress().floor()).isEqualTo(now.plusSeconds(1));
        assertThat(scene().task("near")).isEqualTo(near);
        assertThat(scene().task("scheduled").state().dueAt()).isEqualTo(now.plus(ofHours(3)));
        assertThat(scene().store().pullIn("c", ofMinutes(1))).isZero();
    }

    @Test
    default void after_the_clock_was_set_back_what_was_due_at_once_is_due_now() {
        scene().time().jump(ofHours(1));
        scene().submit("k");
        scene().time().jump(ofHours(-1));
        assertThat(scene().claim(1)).isEmpty();

        assertThat(scene().store().pullIn("c", ofMinutes(1))).isEqualTo(1);

        assertThat(scene().claim().lateness()).isZero();
    }

    @Test
    default void so_is_what_was_submitted_while_it_ran() {
        scene().time().jump(ofHours(1));
        scene().submit("settled");
        scene().submit("given back");
        scene().submit("cancelled");
        var claims = scene().claim(3);
        scene().store().cancel(id("cancelled"));
        scene().submit(TestWish.of("settled").spec("new"));
        scene().submit(TestWish.of("given back").spec("new"));
        scene().submit(TestWish.of("cancelled").spec("new"));
        scene().time().jump(ofHours(-1));

        scene().settle(claims.getFirst(), success());
        scene().store().giveBack(claims.subList(1, 3));
        scene().turn(ofSeconds(1));

        assertThat(scene().claim(3)).hasSize(3);
    }

    @Test
    default void nothing_that_is_pulled_in_waits_longer_than_the_longest_delay() {
        scene().time().jump(ofHours(1));
        scene().ran("k", StoreScene.retry(ofMinutes(5)));
        scene().time().jump(ofHours(-1));

        assertThat(scene().store().pullIn("c", ofMinutes(1))).isEqualTo(1);

        assertThat(scene().task("k").state().dueAt())
                .isEqualTo(scene().time().instant().plus(ofMinutes(1)));
    }

    @Test
    default void a_pause_lasts_until_it_is_lifted_and_the_first_stays() {
        var pause = scene().store().pause("c", "ann", "deploy");
        assertThat(pause).isEqualTo(new Pause(scene().time().instant(), "ann", "deploy"));
        scene().turn(ofSeconds(9));
        assertThat(scene().store().pause("c", "bob", null)).isEqualTo(pause);
        scene().store().pause("d", "bob", null);

        assertThat(scene().store().pauses().keySet()).containsExactlyInAnyOrder("c", "d");
        assertThat(scene().store().resume("c")).isTrue();
        assertThat(scene().store().resume("c")).isFalse();
        assertThat(scene().store().pauses())
                .isEqualTo(Map.of("d", new Pause(scene().time().instant(), "bob", null)));
    }

    @Test
    default void a_heartbeat_leaves_a_pause_alone() {
        scene().store().pause("c", "ann", null);
        scene().store().heartbeat(List.of("c"));
        scene().store().heartbeat(List.of("c"));

        assertThat(scene().store().pauses()).containsKey("c");
        assertThat(scene().store().find(new TaskId("c", "c"))).isEmpty();
    }

    @Test
    default void it_answers_and_has_nothing_to_flush() {
        scene().store().flush();

        assertThat(scene().store().reachable()).isTrue();
    }
}
