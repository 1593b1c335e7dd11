package dev.forbear.task;

import static dev.forbear.task.Tasks.NOW;
import static dev.forbear.task.Tasks.in;
import static dev.forbear.task.Tasks.other;
import static dev.forbear.task.Tasks.same;
import static dev.forbear.task.Tasks.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What a submission does to what is there. */
class SubmittedTest {

    private static Arguments row(
            Task there, Wish wish, Effect effect, State state, long generation, int attempts) {
        return Arguments.of(there, wish, effect, state, generation, attempts);
    }

    private static Queued due(long seconds) {
        return new Queued(in(seconds), false);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row(Tasks.queued(60), same(), Effect.COALESCED, due(0), 3, 3),
                row(Tasks.queued(60), same(30), Effect.COALESCED, due(30), 3, 3),
                row(Tasks.queued(60), same(90), Effect.COALESCED, due(60), 3, 3),
                row(Tasks.queued(60), other(), Effect.REPLACED, due(0), 4, 0),
                row(Tasks.queued(60), other(90), Effect.REPLACED, due(90), 4, 0),
                row(Tasks.backingOff(8), same(), Effect.COALESCED, new BackingOff(in(8)), 3, 3),
                row(Tasks.backingOff(8), other(), Effect.REPLACED, due(0), 4, 0),
                row(Tasks.backingOff(8), other(90), Effect.REPLACED, due(90), 4, 0),
                row(Tasks.running(), same(), Effect.REQUEUED, new Running(in(0)), 4, 3),
                row(Tasks.running(), other(9), Effect.REQUEUED, new Running(in(9)), 4, 3),
                row(Tasks.movedOn(60), same(90), Effect.REQUEUED, new Running(in(60)), 4, 3),
                row(Tasks.movedOn(60), same(30), Effect.REQUEUED, new Running(in(30)), 4, 3),
                row(Tasks.movedOn(60), other(90), Effect.REQUEUED, new Running(in(90)), 4, 3),
                row(Tasks.movedOn(60), other(30), Effect.REQUEUED, new Running(in(30)), 4, 3),
                row(Tasks.succeeded(), same(), Effect.REVIVED, due(0), 4, 0),
                row(Tasks.succeeded(), other(9), Effect.REVIVED, due(9), 4, 0),
                row(Tasks.failed(), same(), Effect.REVIVED, due(0), 4, 0),
                row(Tasks.failed(), other(9), Effect.REVIVED, due(9), 4, 0),
                row(Tasks.cancelled(false), same(9), Effect.REVIVED, due(9), 4, 0),
                row(Tasks.cancelled(true), same(9), Effect.REVIVED, new Queued(in(9), true), 4, 0));
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_row_of_the_table_holds(
            Task there, Wish wish, Effect effect, State state, long generation, int attempts) {
        var submitted = submit(wish, there);

        assertThat(submitted.effect()).isEqualTo(effect);
        assertThat(submitted.task().state()).isEqualTo(state);
        assertThat(submitted.task().progress().generation()).isEqualTo(generation);
        assertThat(submitted.task().progress().attempts()).isEqualTo(attempts);
        assertThat(submitted.task().uid()).isEqualTo(there.uid());
        assertThat(submitted.task().createdAt()).isEqualTo(there.createdAt());
    }

    @Test
    void a_first_submission_creates_the_task() {
        var wish =
                new Wish(
                        Tasks.ID,
                        new UUID(9, 9),
                        new Terms.Spec("{\"a\":1}", "d"),
                        new When.After(Duration.ofSeconds(5)),
                        "l",
                        7,
                        new When.After(Duration.ofMinutes(1)));

        var created = Task.created(wish, NOW);

        assertThat(created.effect()).isEqualTo(Effect.CREATED);
        assertThat(created.task())
                .isEqualTo(
                        new Task(
                                Tasks.ID,
                                new UUID(9, 9),
                                NOW,
                                new Terms(
                                        new Terms.Spec("{\"a\":1}", "d"),
                                        "l",
                                        7,
                                        new Terms.Deadline(in(60), Duration.ofMinutes(1))),
                                new Progress(1, 0, 0, null, null, null),
                                new Queued(in(5), false),
                                NOW));
    }

    @Test
    void a_due_time_in_the_past_means_now() {
        var wish = Tasks.wish("other", new When.At(in(-3_600)));

        assertThat(Task.created(wish, NOW).task().state()).isEqualTo(due(0));
        assertThat(submit(wish, Tasks.succeeded()).task().state()).isEqualTo(due(0));
    }

    @Test
    void a_coalesced_submission_that_is_not_sooner_changes_nothing() {
        for (var there : new Task[] {Tasks.queued(60), Tasks.backingOff(8)}) {
            assertThat(submit(same(60), there).task()).isSameAs(there);
        }
    }

    @Test
    void a_coalesced_submission_that_is_sooner_changes_only_the_due_time() {
        var there = Tasks.queued(60);

        assertThat(submit(same(), there).task())
                .isEqualTo(
                        new Task(
                                there.id(),
                                there.uid(),
                                there.createdAt(),
                                there.terms(),
                                there.progress(),
                                due(0),
                                NOW));
    }

    @Test
    void a_submission_to_a_running_task_takes_nothing_from_the_present_attempt() {
        var there = Tasks.running();
        var progress = submit(other(), there).task().progress();

        assertThat(progress)
                .isEqualTo(
                        new Progress(
                                4,
                                there.progress().attempts(),
                                there.progress().crashes(),
                                there.progress().startedAt(),
                                there.progress().floor(),
                                there.progress().trouble()));
    }

    @Test
    void
            a_new_piece_of_work_keeps_cooldown_pace_unless_it_had_ended_crashes_and_if_it_had_failed_trouble() {
        var before = new Progress(3, 3, 2, in(-30), in(-5), Tasks.RUNNING.trouble());

        for (var waiting : List.of(new BackingOff(in(8)), due(8))) {
            assertThat(submit(other(), in(waiting, before)).task().progress())
                    .isEqualTo(new Progress(4, 0, 2, in(-30), in(-5), null));
        }
        assertThat(submit(other(), in(new State.Succeeded(), before)).task().progress())
                .isEqualTo(new Progress(4, 0, 0, in(-30), in(-5), null));
        var failed = new State.Failed(TerminalReason.CRASHED);
        assertThat(submit(other(), in(failed, before)).task().progress())
                .isEqualTo(new Progress(4, 0, 0, in(-30), in(-5), before.trouble()));
    }

    @Test
    void what_the_new_terms_do_not_give_stays_but_for_the_deadline() {
        for (var there : new Task[] {Tasks.queued(9), Tasks.failed(), Tasks.running()}) {
            assertThat(submit(other(), Tasks.until(there, in(500))).task().terms())
                    .isEqualTo(new Terms(new Terms.Spec("{}", "other"), "lane", 5, null));
        }
    }

    @Test
    void what_the_new_terms_give_wins() {
        var wish =
                new Wish(
                        Tasks.ID,
                        new UUID(9, 9),
                        new Terms.Spec("{ }", "digest"),
                        When.NOW,
                        "other",
                        9,
                        new When.At(in(60)));

        assertThat(submit(wish, Tasks.succeeded()).task().terms())
                .isEqualTo(
                        new Terms(
                                new Terms.Spec("{ }", "digest"),
                                "other",
                                9,
                                new Terms.Deadline(in(60), null)));
    }

    @Test
    void only_what_adds_to_the_backlog_can_be_refused_by_its_limit() {
        assertThat(Stream.of(Effect.values()).filter(Effect::adds))
                .containsExactly(Effect.CREATED, Effect.REVIVED);
    }
}
