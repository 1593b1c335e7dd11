package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore.Change;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.Test;

/** Cancelling and retrying by an operator's wish. */
interface ChangeContract {

    StoreScene scene();

    @Test
    default void what_waits_is_cancelled() {
        scene().submit(TestWish.of("queued").in(ofMinutes(1)));
        scene().ran("failing", retry());

        for (var key : new String[] {"queued", "failing"}) {
            var before = scene().task(key);
            assertThat(scene().store().cancel(id(key)))
                    .isEqualTo(new Change.Changed(before, scene().task(key)));
            assertThat(scene().task(key).state()).isEqualTo(new State.Cancelled(false));
        }
    }

    @Test
    default void what_runs_is_cancelled_at_once_and_its_outcome_dropped() {
        scene().submit("k");
        var claim = scene().claim();

        scene().store().cancel(id("k"));
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(true));

        assertThat(scene().settle(claim, success())).isEmpty();
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(false));
        assertThat(scene().stored("k").history()).isEmpty();
    }

    @Test
    default void what_ended_is_not_cancelled() {
        scene().ran("k", success());
        var before = scene().task("k");

        assertThat(scene().store().cancel(id("k"))).isEqualTo(new Change.Refused(before));
        assertThat(scene().task("k")).isEqualTo(before);
    }

    @Test
    default void what_is_not_there_is_neither_cancelled_nor_retried() {
        assertThat(scene().store().cancel(id("k"))).isEqualTo(new Change.NoSuchTask());
        assertThat(scene().store().retry(id("k"))).isEqualTo(new Change.NoSuchTask());
        assertThat(scene().store().find(id("k"))).isEmpty();
    }

    @Test
    default void a_retry_cuts_a_backoff_short_and_keeps_its_attempts() {
        scene().ran("k", retry());

        assertThat(scene().store().retry(id("k"))).isInstanceOf(Change.Changed.class);

        assertThat(scene().claim().attempt()).isEqualTo(2);
    }

    @Test
    default void a_retry_cuts_a_schedule_short_and_clears_the_deadline() {
        scene().submit(TestWish.of("k").in(ofMinutes(5)).deadline(ofMinutes(6)));

        scene().store().retry(id("k"));

        assertThat(scene().task("k").terms().deadline()).isNull();
        assertThat(scene().claim().attempt()).isEqualTo(1);
    }

    @Test
    default void a_retry_revives_what_failed_at_once_in_spite_of_the_cooldown() {
        scene().ran("k", giveUp(TerminalReason.ATTEMPTS_EXHAUSTED));

        scene().store().retry(id("k"));

        var claim = scene().claim();
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.generation()).isEqualTo(2);
    }

    @Test
    default void a_retry_of_what_runs_or_succeeded_is_refused() {
        scene().ran("ok", success());
        scene().submit("running");
        scene().claim();

        for (var key : new String[] {"ok", "running"}) {
            assertThat(scene().store().retry(id(key)))
                    .isEqualTo(new Change.Refused(scene().task(key)));
        }
    }

    @Test
    default void a_retry_of_what_was_cancelled_waits_for_the_thread() {
        scene().submit("k");
        var claim = scene().claim();
        scene().store().cancel(id("k"));

        scene().store().retry(id("k"));
        assertThat(scene().claim(9)).isEmpty();

        scene().settle(claim, success());
        scene().turn(ofSeconds(1));
        assertThat(scene().claim().generation()).isEqualTo(2);
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.RUNNING);
    }
}
