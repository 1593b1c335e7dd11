package dev.forbear.task;

import static dev.forbear.task.Tasks.NOW;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Cancelled;
import dev.forbear.task.State.Failed;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Claims, cancels, explicit retries and ends that no attempt made. */
class MovesTest {

    private static final TerminalReason DEADLINE = TerminalReason.DEADLINE_EXCEEDED;

    static Task in(Kind kind) {
        return switch (kind) {
            case QUEUED -> Tasks.queued(60);
            case RUNNING -> Tasks.running();
            case BACKING_OFF -> Tasks.backingOff(60);
            case SUCCEEDED -> Tasks.succeeded();
            case FAILED -> Tasks.failed();
            case CANCELLED -> Tasks.cancelled(false);
        };
    }

    static Stream<Arguments> moves() {
        return Stream.of(
                move("claimed", task -> task.claimed(NOW), Kind.QUEUED, Kind.BACKING_OFF),
                move("given back", task -> task.givenBack(Tasks.queued(0), NOW), Kind.RUNNING),
                move("freed", task -> task.freed(NOW), Kind.QUEUED, Kind.CANCELLED),
                move(
                        "cancelled",
                        task -> task.cancelled(NOW),
                        Kind.QUEUED,
                        Kind.BACKING_OFF,
                        Kind.RUNNING),
                move(
                        "retried",
                        task -> task.retried(NOW),
                        Kind.QUEUED,
                        Kind.BACKING_OFF,
                        Kind.FAILED,
                        Kind.CANCELLED),
                move(
                        "expired",
                        task -> task.expired(DEADLINE, NOW),
                        Kind.QUEUED,
                        Kind.BACKING_OFF));
    }

    private static Arguments move(String name, UnaryOperator<Task> move, Kind... legal) {
        return Arguments.of(name, move, Set.of(legal));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void a_move_that_is_not_legal_in_a_state_is_refused_and_named(
            String name, UnaryOperator<Task> move, Set<Kind> legal) {
        legal.forEach(kind -> assertThat(move.apply(in(kind))).isNotNull());
        for (var kind : EnumSet.complementOf(EnumSet.copyOf(legal))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> move.apply(in(kind)))
                    .withMessage("c/k is " + kind + " and cannot be " + name);
        }
    }

    @Test
    void a_claim_counts_the_attempt_ends_the_cooldown_and_changes_nothing_else() {
        var before = Tasks.RUNNING;
        for (var there : new Task[] {Tasks.queued(0), Tasks.backingOff(0)}) {
            var claimed = there.claimed(NOW);

            assertThat(claimed.state()).isEqualTo(new Running(null));
            assertThat(claimed.progress())
                    .isEqualTo(new Progress(3, 4, 0, NOW, null, before.trouble()));
            assertThat(claimed.terms()).isEqualTo(there.terms());
            assertThat(claimed.updatedAt()).isEqualTo(NOW);
        }
    }

    @Test
    void what_is_given_back_is_as_it_was_before_the_claim_but_for_its_cooldown_which_is_over() {
        for (var before : new Task[] {Tasks.queued(0), Tasks.backingOff(0)}) {
            var p = before.progress();

            var back = before.claimed(NOW).givenBack(before, Tasks.in(1));

            assertThat(back.state()).isEqualTo(before.state());
            assertThat(back.terms()).isEqualTo(before.terms());
            assertThat(back.updatedAt()).isEqualTo(before.updatedAt());
            assertThat(back.progress())
                    .isEqualTo(
                            new Progress(
                                    p.generation(),
                                    p.attempts(),
                                    p.crashes(),
                                    p.startedAt(),
                                    null,
                                    p.trouble()));
        }
    }

    @Test
    void what_is_given_back_is_due_even_if_the_clock_was_set_back_since_its_claim() {
        for (var before : new Task[] {Tasks.queued(0), Tasks.backingOff(0)}) {
            var back = before.claimed(NOW).givenBack(before, Tasks.in(-3_600));

            assertThat(back.state().kind()).isEqualTo(before.state().kind());
            assertThat(back.state().dueAt()).isEqualTo(Tasks.in(-3_600));
        }
    }

    @Test
    void what_is_claimed_before_it_is_due_begins_when_it_is() {
        for (var before : new Task[] {Tasks.queued(1), Tasks.backingOff(1)}) {
            var claimed = before.claimed(NOW);

            assertThat(claimed.progress().startedAt()).isEqualTo(Tasks.in(1));
            assertThat(claimed.updatedAt()).isEqualTo(NOW);
            assertThat(claimed.givenBack(before, NOW).state()).isEqualTo(before.state());
        }
    }

    @Test
    void what_is_given_back_after_a_submission_is_the_new_work_with_the_old_pace() {
        var before = Tasks.backingOff(0);
        var running = before.claimed(NOW);
        var moved = Tasks.submit(Tasks.other(60), running).task();

        var back = moved.givenBack(before, Tasks.in(1));

        var p = before.progress();
        assertThat(back.state()).isEqualTo(new Queued(Tasks.in(60), false));
        assertThat(back.progress())
                .isEqualTo(new Progress(4, 0, p.crashes(), p.startedAt(), null, null));
        assertThat(back.terms().spec().digest()).isEqualTo("other");
        assertThat(back.updatedAt()).isEqualTo(Tasks.in(1));
        assertThat(
                        Tasks.submit(Tasks.other(), running)
                                .task()
                                .givenBack(before, Tasks.in(1))
                                .state())
                .isEqualTo(new Queued(Tasks.in(1), false));
    }

    @Test
    void what_is_given_back_before_its_cooldown_is_over_keeps_it_for_what_was_submitted() {
        var p = Tasks.RUNNING;
        var cooling = new Progress(3, 3, 0, p.startedAt(), Tasks.in(1), p.trouble());
        var before = Tasks.in(new BackingOff(Tasks.in(1)), cooling);
        var moved = Tasks.submit(Tasks.other(), before.claimed(NOW)).task();

        var back = moved.givenBack(before, NOW);

        assertThat(back.state()).isEqualTo(new Queued(Tasks.in(1), false));
        assertThat(back.progress().floor()).isEqualTo(Tasks.in(1));
    }

    @Test
    void what_is_given_back_before_its_pace_allows_a_start_waits_for_that_whatever_was_submitted() {
        var due = NOW.plusMillis(60);
        var paced = new Progress(3, 0, 0, due.minus(Tasks.PACE), null, null);
        var before = Tasks.in(new Queued(due, false), paced);
        var moved = Tasks.submit(Tasks.other(), before.claimed(NOW)).task();

        assertThat(moved.givenBack(before, NOW).state()).isEqualTo(new Queued(due, false));
    }

    @Test
    void a_cancel_ends_a_waiting_task_and_lets_go_of_a_running_one_only_when_its_thread_ends() {
        assertThat(Tasks.queued(60).cancelled(NOW).state()).isEqualTo(new Cancelled(false));
        assertThat(Tasks.backingOff(60).cancelled(NOW).state()).isEqualTo(new Cancelled(false));
        assertThat(Tasks.running().cancelled(NOW).state()).isEqualTo(new Cancelled(true));
        assertThat(Tasks.movedOn(9).cancelled(NOW).state()).isEqualTo(new Cancelled(true));
        assertThat(Tasks.cancelled(true).freed(NOW).state()).isEqualTo(new Cancelled(false));
        assertThat(Tasks.running().cancelled(NOW).updatedAt()).isEqualTo(NOW);
    }

    @Test
    void a_revival_before_the_cancelled_thread_ends_becomes_due_only_then() {
        var revived = Tasks.submit(Tasks.same(), Tasks.running().cancelled(NOW)).task();

        assertThat(revived.state()).isEqualTo(new Queued(NOW, true));
        assertThatIllegalStateException().isThrownBy(() -> revived.claimed(Tasks.in(5)));
        assertThat(revived.freed(Tasks.in(5)).state()).isEqualTo(new Queued(Tasks.in(5), false));
    }

    @Test
    void a_later_revival_keeps_its_due_time_when_the_cancelled_thread_ends() {
        var revived = Tasks.submit(Tasks.same(60), Tasks.running().cancelled(NOW)).task();

        assertThat(revived.freed(Tasks.in(5)).state()).isEqualTo(new Queued(Tasks.in(60), false));
    }

    @Test
    void a_revival_can_be_changed_retried_and_cancelled_while_the_old_thread_lives() {
        var revived = Tasks.submit(Tasks.same(60), Tasks.running().cancelled(NOW)).task();

        assertThat(Tasks.submit(Tasks.other(9), revived).task().state())
                .isEqualTo(new Queued(Tasks.in(9), true));
        assertThat(Tasks.submit(Tasks.same(9), revived).task().state())
                .isEqualTo(new Queued(Tasks.in(9), true));
        assertThat(revived.retried(NOW).state()).isEqualTo(new Queued(NOW, true));
        assertThat(revived.cancelled(NOW).state()).isEqualTo(new Cancelled(true));
        assertThat(Tasks.cancelled(true).retried(NOW).state()).isEqualTo(new Queued(NOW, true));
        assertThatIllegalStateException().isThrownBy(() -> revived.expired(DEADLINE, NOW));
    }

    static Stream<Arguments> retries() {
        return Stream.of(
                Arguments.of(Tasks.queued(60), new Queued(NOW, false), 3, 3, 1),
                Arguments.of(Tasks.backingOff(60), new BackingOff(NOW), 3, 3, 1),
                Arguments.of(Tasks.failed(), new Queued(NOW, false), 4, 0, 0),
                Arguments.of(Tasks.cancelled(false), new Queued(NOW, false), 4, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("retries")
    void an_explicit_retry_runs_now_and_clears_the_deadline(
            Task there, State state, long generation, int attempts, int crashes) {
        var cooling = new Progress(3, 3, 1, NOW, Tasks.in(1), Tasks.RUNNING.trouble());
        var retried = Tasks.until(Tasks.in(there.state(), cooling), Tasks.in(-1)).retried(NOW);

        assertThat(retried.state()).isEqualTo(state);
        assertThat(retried.progress().generation()).isEqualTo(generation);
        assertThat(retried.progress().attempts()).isEqualTo(attempts);
        assertThat(retried.progress().crashes()).isEqualTo(crashes);
        assertThat(retried.terms()).isEqualTo(Tasks.terms());
        assertThat(retried.updatedAt()).isEqualTo(NOW);
        assertThat(Tasks.submit(Tasks.other(), retried).task().state())
                .as("no cooldown holds it back")
                .isEqualTo(new Queued(NOW, false));
    }

    @Test
    void a_waiting_task_can_end_for_a_reason_that_no_attempt_gave() {
        for (var there : new Task[] {Tasks.queued(60), Tasks.backingOff(60)}) {
            var expired = there.expired(DEADLINE, NOW);

            assertThat(expired.state()).isEqualTo(new Failed(DEADLINE));
            assertThat(expired.progress()).isEqualTo(there.progress());
            assertThat(expired.updatedAt()).isEqualTo(NOW);
        }
    }

    @Test
    void a_start_at_the_deadline_is_in_time_and_one_after_it_is_not() {
        var task = Tasks.until(Tasks.queued(0), Tasks.in(5));

        assertThat(task.missesDeadline(Tasks.in(5))).isFalse();
        assertThat(task.missesDeadline(Tasks.in(5).plusMillis(1))).isTrue();
        assertThat(Tasks.queued(0).missesDeadline(Tasks.in(1_000_000))).isFalse();
    }

    @Test
    void only_a_running_task_that_something_was_submitted_to_has_moved_on() {
        assertThat(Tasks.movedOn(0).movedOn()).isTrue();
        assertThat(Arrays.stream(Kind.values()).map(MovesTest::in)).noneMatch(Task::movedOn);
    }

    @Test
    void each_state_names_its_kind_and_only_waiting_ones_are_due() {
        for (var kind : Kind.values()) {
            assertThat(in(kind).state().kind()).isEqualTo(kind);
        }
        assertThat(Tasks.queued(60).state().dueAt()).isEqualTo(Tasks.in(60));
        assertThat(Tasks.backingOff(60).state().dueAt()).isEqualTo(Tasks.in(60));
        assertThat(Tasks.movedOn(60).state().dueAt()).isNull();
        assertThat(Tasks.failed().state().dueAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2, -, 3, -",
                "3, -, 3, ATTEMPTS_EXHAUSTED",
                "4, -, 3, ATTEMPTS_EXHAUSTED",
                "3, 4, 3, -",
                "2, 2, 3, ATTEMPTS_EXHAUSTED"
            })
    void no_attempt_may_start_above_the_limit_of_the_task_or_else_of_its_controller(
            int made, Integer own, int limit, TerminalReason reason) {
        var progress = new Progress(1, made, 0, null, null, null);
        var terms = new Terms(Tasks.terms().spec(), null, own, null);
        var task = new Task(Tasks.ID, new UUID(0, 1), NOW, terms, progress, due(0), NOW);

        assertThat(task.barred(limit, NOW)).isEqualTo(reason);
    }

    @Test
    void none_starts_after_its_deadline_and_one_does_at_it() {
        var task = Tasks.until(Tasks.queued(0), NOW);

        assertThat(task.barred(10, NOW)).isNull();
        assertThat(task.barred(10, NOW.plusMillis(1))).isEqualTo(DEADLINE);
    }

    private static Queued due(long seconds) {
        return new Queued(Tasks.in(seconds), false);
    }
}
