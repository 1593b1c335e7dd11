package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What an attempt does to its task, and that only who holds the claim can say so. */
interface SettleContract {

    StoreScene scene();

    @Test
    default void a_success_ends_the_task() {
        scene().submit("k");

        var settled = scene().settle(scene().claim(), success()).orElseThrow();

        assertThat(settled.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(settled.nextIn()).isNull();
        assertThat(settled.after().state()).isEqualTo(new State.Succeeded());
        assertThat(scene().task("k")).isEqualTo(settled.after());
    }

    @Test
    default void a_requeue_is_a_new_generation_that_waits() {
        scene().submit("k");

        var requeue = new Verdict.Requeue(ofMinutes(1));
        var settled = scene().settle(scene().claim(), requeue).orElseThrow();

        assertThat(settled.outcome()).isEqualTo(Outcome.REQUEUED);
        assertThat(settled.nextIn()).isEqualTo(ofMinutes(1));
        assertThat(settled.after().progress().generation()).isEqualTo(2);
        assertThat(scene().task("k")).isEqualTo(settled.after());
    }

    @Test
    default void a_failure_backs_off_and_keeps_what_failed() {
        scene().submit("k");

        var settled = scene().settle(scene().claim(), retry("first")).orElseThrow();

        assertThat(settled.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(settled.nextIn()).isEqualTo(ofSeconds(1));
        assertThat(settled.after().state().kind()).isEqualTo(Kind.BACKING_OFF);
        scene().turn(ofSeconds(1));
        scene().settle(scene().claim(), retry("second!"));
        var trouble = scene().task("k").progress().trouble();
        assertThat(trouble).isNotNull();
        assertThat(trouble.first()).isEqualTo("first");
        assertThat(trouble.fingerprint()).isEqualTo("f7");
        assertThat(trouble.since()).isEqualTo(scene().time().instant().minusSeconds(1));
    }

    @Test
    default void giving_up_is_terminal() {
        for (var reason : TerminalReason.values()) {
            scene().submit(reason.name());
            var settled = scene().settle(scene().claim(), giveUp(reason)).orElseThrow();

            assertThat(settled.outcome()).isEqualTo(Outcome.TERMINAL);
            assertThat(scene().task(reason.name()).state()).isEqualTo(new State.Failed(reason));
        }
    }

    @Test
    default void an_interruption_costs_no_attempt() {
        scene().submit("k");

        var settled = scene().settle(scene().claim(), new Verdict.Interrupted()).orElseThrow();

        assertThat(settled.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(scene().task("k").progress().attempts()).isZero();
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.QUEUED);
    }

    @Test
    default void the_third_death_is_the_last() {
        scene().submit("k");
        for (var i = 0; i < 3; i++) {
            scene().settle(scene().claim(), new Verdict.Crashed(retry(), true));
            scene().turn(ofSeconds(1));
        }

        assertThat(scene().task("k").state()).isEqualTo(new State.Failed(TerminalReason.CRASHED));
        assertThat(scene().stored("k").history().getLast().outcome()).isEqualTo(Outcome.CRASHED);
    }

    @Test
    default void a_second_settlement_changes_nothing() {
        scene().submit("k");
        var claim = scene().claim();
        scene().settle(claim, retry());
        var before = scene().stored("k");

        assertThat(scene().settle(claim, success())).isEmpty();
        assertThat(scene().stored("k")).isEqualTo(before);
    }

    @Test
    default void a_zombie_changes_nothing() {
        scene().submit("k");
        var zombie = scene().claim();
        var heir = scene().heir();
        var before = scene().stored("k");

        assertThat(scene().settle(zombie, success())).isEmpty();
        scene().store().giveBack(List.of(zombie));
        assertThat(scene().stored("k")).isEqualTo(before);

        assertThat(scene().settle(heir, retry())).isPresent();
        scene().turn(ofSeconds(1));
        var next = scene().claim();
        assertThat(scene().settle(zombie, success())).isEmpty();
        assertThat(scene().settle(heir, success())).isEmpty();
        scene().store().giveBack(List.of(zombie, heir));
        assertThat(scene().task("k")).isEqualTo(next.task());
    }

    @Test
    default void a_zombie_does_not_free_what_its_heir_was_cancelled_from() {
        scene().submit("k");
        var zombie = scene().claim();
        var heir = scene().heir();
        scene().store().cancel(id("k"));

        assertThat(scene().settle(zombie, success())).isEmpty();
        scene().store().giveBack(List.of(zombie));
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(true));
        assertThat(scene().settle(heir, success())).isEmpty();
        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(false));
    }

    @Test
    default void what_was_rescued_is_as_it_ran_with_a_new_epoch() {
        scene().submit("k");
        var claim = scene().claim();
        scene().submit(TestWish.of("k").spec("2"));
        scene().submit("waiting");

        var heir = scene().heir();

        assertThat(heir.epoch()).isGreaterThan(claim.epoch());
        assertThat(heir.row()).isEqualTo(claim.row());
        assertThat(heir.attempt()).isEqualTo(1);
        assertThat(heir.task()).isEqualTo(scene().task("k"));
        assertThat(scene().store().rescue()).isEmpty();
        scene().settle(heir, new Verdict.Crashed(retry(), true));
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(scene().task("k").progress().attempts()).isZero();
    }

    @Test
    default void a_rescue_frees_what_had_been_cancelled() {
        scene().submit("ended");
        scene().submit("revived");
        scene().claim(2);
        scene().store().cancel(id("ended"));
        scene().store().cancel(id("revived"));
        scene().submit("revived");

        assertThat(scene().rescued()).isEmpty();

        assertThat(scene().task("ended").state()).isEqualTo(new State.Cancelled(false));
        assertThat(scene().task("revived").state()).isInstanceOf(State.Queued.class);
        scene().turn(ofSeconds(1));
        assertThat(scene().claim().task().id()).isEqualTo(id("revived"));
    }

    @Test
    default void what_is_given_back_is_as_it_was_and_keeps_its_epoch() {
        scene().ran("k", retry());
        scene().turn(ofSeconds(5));
        var before = scene().task("k");
        var claim = scene().claim();

        scene().store().giveBack(List.of(claim));

        assertThat(scene().task("k"))
                .usingRecursiveComparison()
                .ignoringFields("progress.floor") // the cooldown, which was over
                .isEqualTo(before);
        assertThat(scene().stored("k").history()).hasSize(1);
        assertThat(scene().settle(claim, success())).isEmpty();
        assertThat(scene().claim().epoch()).isGreaterThan(claim.epoch());
    }

    @Test
    default void what_is_given_back_after_a_new_submission_has_no_attempts() {
        scene().ran("k", retry());
        scene().turn(ofSeconds(5));
        var claim = scene().claim();
        scene().submit(TestWish.of("k").spec("2"));

        scene().store().giveBack(List.of(claim));

        var task = scene().task("k");
        assertThat(task.state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(task.progress().attempts()).isZero();
        assertThat(task.progress().generation()).isEqualTo(2);
    }

    @Test
    default void what_is_given_back_after_a_cancel_is_free() {
        scene().submit("k");
        var claim = scene().claim();
        scene().store().cancel(id("k"));

        scene().store().giveBack(List.of(claim));

        assertThat(scene().task("k").state()).isEqualTo(new State.Cancelled(false));
    }
}
