package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.Effect;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.TraceParent;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a submission does to what is there. */
interface SubmissionContract {

    StoreScene scene();

    @Test
    default void a_new_key_is_created_and_due_now() {
        var accepted = scene().accepted(TestWish.of("k"));

        assertThat(accepted.submitted().effect()).isEqualTo(Effect.CREATED);
        assertThat(accepted.dueIn()).isZero();
        assertThat(scene().task("k")).isEqualTo(accepted.submitted().task());
        assertThat(scene().task("k").state())
                .isEqualTo(new State.Queued(scene().time().instant(), false));
    }

    @Test
    default void what_is_submitted_is_read_again_as_it_was() {
        var all =
                TestWish.of("a.b~c@d+e=f,g:h-1")
                        .spec("{\"text\":\"\uD83D\uDE00 \\u0000 'quoted' \"}")
                        .lane("tenant-1")
                        .under(2)
                        .maxAttempts(3)
                        .at(Instant.parse("2026-03-01T12:00:00.123456Z"))
                        .deadline(ofMinutes(90));
        var fixed =
                TestWish.of("k")
                        .at(Instant.parse("9999-12-31T23:59:59.999Z"))
                        .deadline(new When.At(Instant.parse("+12000-01-01T00:00:00Z")));
        var accepted = scene().accepted(all);
        var other = scene().accepted(fixed);

        assertThat(scene().task(all.key())).isEqualTo(accepted.submitted().task());
        assertThat(scene().task("k")).isEqualTo(other.submitted().task());
    }

    @Test
    default void a_time_finer_than_the_store_keeps_is_the_same_when_it_is_submitted_again() {
        var deadline = new When.At(scene().time().instant().plusNanos(3_600_000_000_999L));

        scene().submit(TestWish.of("k").deadline(deadline));

        assertThat(scene().submit(TestWish.of("k").deadline(deadline))).isEqualTo(Effect.COALESCED);
    }

    @Test
    default void a_key_is_one_task_in_each_controller() {
        scene().submit("k");

        assertThat(scene().submit(TestWish.of("k").to("d"))).isEqualTo(Effect.CREATED);
    }

    @Test
    default void the_same_again_while_queued_is_coalesced_and_the_earlier_due_time_wins() {
        scene().submit(TestWish.of("k").in(ofMinutes(5)));

        assertThat(scene().submit(TestWish.of("k").in(ofMinutes(9)))).isEqualTo(Effect.COALESCED);
        assertThat(scene().task("k").state().dueAt()).isEqualTo(later(ofMinutes(5)));

        var earlier = scene().accepted(TestWish.of("k").in(ofMinutes(2)));
        assertThat(earlier.submitted().effect()).isEqualTo(Effect.COALESCED);
        assertThat(earlier.dueIn()).isEqualTo(ofMinutes(2));
        assertThat(scene().task("k").progress().generation()).isEqualTo(1);
    }

    @Test
    default void something_new_while_queued_replaces_with_its_own_due_time_and_fields() {
        scene().submit(TestWish.of("k").lane("l").deadline(ofMinutes(1)));

        var effect = scene().submit(TestWish.of("k").spec("{\"n\":1}").in(ofMinutes(9)));

        var task = scene().task("k");
        assertThat(effect).isEqualTo(Effect.REPLACED);
        assertThat(task.progress().generation()).isEqualTo(2);
        assertThat(task.state().dueAt()).isEqualTo(later(ofMinutes(9)));
        assertThat(task.terms().spec().json()).isEqualTo("{\"n\":1}");
        assertThat(task.terms().lane()).isEqualTo("l");
        assertThat(task.terms().deadline()).isNull();
    }

    @Test
    default void the_lane_that_a_controller_says_of_a_spec_is_kept_until_the_spec_changes() {
        scene().submit(TestWish.of("k").usualLane("a.test").deadline(ofMinutes(60)));
        assertThat(scene().task("k").terms().lane()).isEqualTo("a.test");

        scene().submit(TestWish.of("k").spec("[1]").usualLane("b.test"));
        assertThat(scene().task("k").terms().lane()).isEqualTo("b.test");

        scene().submit(TestWish.of("k").spec("[1]").lane("given"));
        assertThat(scene().submit(TestWish.of("k").spec("[1]").usualLane("b.test")))
                .isEqualTo(Effect.COALESCED);
        assertThat(scene().task("k").terms().lane()).isEqualTo("given");
    }

    @Test
    default void a_piece_of_work_is_a_part_of_the_span_that_asked_for_it_first() {
        var once = scene().accepted(TestWish.of("k").in(ofMinutes(5)).under(1));
        assertThat(once.submitted().task().terms().trace()).isEqualTo(TestWish.span(1));

        scene().submit(TestWish.of("k").in(ofMinutes(1)).under(2));
        assertThat(trace()).as("coalesced").isEqualTo(TestWish.span(1));

        scene().submit(TestWish.of("k").spec("[1]").under(2));
        assertThat(trace()).as("replaced").isEqualTo(TestWish.span(2));

        var claim = scene().claim();
        assertThat(claim.task().terms().trace()).isEqualTo(TestWish.span(2));
        scene().submit(TestWish.of("k").spec("[1]").under(3));
        scene().settle(claim, success());
        assertThat(trace()).as("requeued").isEqualTo(TestWish.span(3));

        scene().store().cancel(id("k"));
        scene().submit(TestWish.of("k").spec("[1]"));
        assertThat(trace()).as("revived without one").isNull();
    }

    private @Nullable TraceParent trace() {
        return scene().task("k").terms().trace();
    }

    @Test
    default void what_a_task_does_by_itself_stays_a_part_of_the_span() {
        scene().submit(TestWish.of("k").under(1));
        scene().settle(scene().claim(), retry());
        scene().turn(ofMinutes(1));
        scene().reopen();
        var again = scene().claim();
        assertThat(again.task().terms().trace()).as("retried").isEqualTo(TestWish.span(1));

        scene().settle(again, new Verdict.Requeue(ofMinutes(1)));
        assertThat(trace()).as("to be looked at again").isEqualTo(TestWish.span(1));

        scene().turn(ofMinutes(1));
        scene().settle(scene().claim(), giveUp(TerminalReason.NOT_RETRYABLE));
        scene().store().retry(id("k"));
        assertThat(trace()).as("retried by an operator").isEqualTo(TestWish.span(1));
    }

    @Test
    default void the_same_again_while_backing_off_changes_nothing() {
        var before = scene().ran("k", retry());

        assertThat(scene().submit("k")).isEqualTo(Effect.COALESCED);
        assertThat(scene().task("k")).isEqualTo(before);
    }

    @Test
    default void
            something_new_while_backing_off_is_queued_with_no_attempts_but_not_before_the_cooldown() {
        scene().ran("k", retry());

        assertThat(scene().submit(TestWish.of("k").spec("[]"))).isEqualTo(Effect.REPLACED);

        var task = scene().task("k");
        assertThat(task.state()).isEqualTo(new State.Queued(later(ofSeconds(1)), false));
        assertThat(task.progress().attempts()).isZero();
        assertThat(task.progress().trouble()).isNull();
    }

    @Test
    default void a_submission_while_running_makes_one_more_run_whatever_becomes_of_this_one() {
        scene().submit("k");
        var claim = scene().claim();

        var accepted = scene().accepted(TestWish.of("k").spec("[1]").in(ofSeconds(5)));
        assertThat(accepted.submitted().effect()).isEqualTo(Effect.REQUEUED);
        assertThat(accepted.dueIn()).isNull();
        assertThat(scene().claim(9)).isEmpty();

        var settled = scene().settle(claim, giveUp(TerminalReason.NOT_RETRYABLE)).orElseThrow();
        assertThat(settled.after().state()).isEqualTo(new State.Queued(later(ofSeconds(5)), false));
        assertThat(settled.after().progress().attempts()).isZero();
        assertThat(settled.nextIn()).isEqualTo(ofSeconds(5));
        assertThat(scene().task("k")).isEqualTo(settled.after());
        assertThat(scene().task("k").terms().spec().json()).isEqualTo("[1]");
    }

    @Test
    default void an_ended_task_is_revived() {
        scene().ran("ok", success());
        scene().ran("no", giveUp(TerminalReason.NOT_RETRYABLE));
        scene().submit("off");
        scene().store().cancel(id("off"));
        scene().turn(ofSeconds(2));

        for (var key : new String[] {"ok", "no", "off"}) {
            assertThat(scene().submit(key)).as(key).isEqualTo(Effect.REVIVED);
            assertThat(scene().task(key).state().kind()).as(key).isEqualTo(Kind.QUEUED);
            assertThat(scene().task(key).progress().generation()).as(key).isEqualTo(2);
            assertThat(scene().task(key).progress().attempts()).as(key).isZero();
        }
    }

    @Test
    default void no_two_starts_of_a_key_are_closer_than_the_least_interval() {
        scene().ran("k", success());

        assertThat(scene().accepted(TestWish.of("k")).dueIn()).isEqualTo(ofMillis(100));
    }

    @Test
    default void a_full_backlog_refuses_only_what_adds_to_it() {
        scene().ran("ended", success());
        scene().submit("running");
        scene().claim();
        scene().ran("failing", retry());
        scene().submit("queued");
        var limit = new Pace(StoreScene.MIN_INTERVAL, 3L);

        for (var key : new String[] {"new", "ended"}) {
            assertThat(scene().store().submit(TestWish.of(key).wish(), limit).join())
                    .as(key)
                    .isEqualTo(new Admission.BacklogFull("c", 3));
        }
        for (var key : new String[] {"running", "failing", "queued"}) {
            assertThat(scene().store().submit(TestWish.of(key).spec("1").wish(), limit).join())
                    .as(key)
                    .isInstanceOf(Admission.Accepted.class);
        }
        assertThat(scene().store().find(id("new"))).isEmpty();
        assertThat(scene().task("ended").state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(scene().store().submit(TestWish.of("k").to("d").wish(), limit).join())
                .isInstanceOf(Admission.Accepted.class);
    }

    private Instant later(Duration by) {
        return scene().time().instant().plus(by);
    }

    @Test
    default void a_deadline_that_is_finer_than_a_store_keeps_is_the_same_when_it_is_repeated() {
        var time = scene().time().instant().plusSeconds(60).plusNanos(123_456_789);
        var duration = ofSeconds(60).plusNanos(123_456_789);
        for (var deadline : List.of(new When.At(time), new When.After(duration))) {
            var wish = TestWish.of("k" + deadline.getClass().getSimpleName()).deadline(deadline);
            scene().submit(wish);

            assertThat(scene().submit(wish)).isEqualTo(Effect.COALESCED);
        }
    }
}
