package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.task.Outcome;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

/** The last attempts of a task. */
interface HistoryContract {

    StoreScene scene();

    @Test
    default void a_clean_first_run_leaves_none() {
        scene().ran("k", success());
        scene().ran("r", new Verdict.Requeue(ofSeconds(1)));

        assertThat(scene().stored("k").history()).isEmpty();
        assertThat(scene().stored("r").history()).isEmpty();
    }

    @Test
    default void an_attempt_is_remembered_with_its_error() {
        scene().submit("k");
        var claim = scene().claim();
        scene().turn(ofMillis(7));
        scene().settle(claim, retry("no"));
        var now = scene().time().instant();

        assertThat(scene().stored("k").history())
                .containsExactly(
                        new Attempted(
                                1,
                                1,
                                now.minusMillis(7),
                                ofMillis(7),
                                Outcome.FAILED,
                                new Fault("java.io.IOException", "no", "f2", now),
                                ofSeconds(1)));
    }

    @Test
    default void the_success_after_failures_is_remembered_too() {
        scene().ran("k", retry());
        scene().turn(ofSeconds(1));
        scene().settle(scene().claim(), success());

        assertThat(scene().stored("k").history())
                .extracting(Attempted::outcome)
                .containsExactly(Outcome.FAILED, Outcome.SUCCEEDED);
        assertThat(scene().stored("k").history().getLast().error()).isNull();
        assertThat(scene().stored("k").history().getLast().nextDelay()).isNull();
    }

    @Test
    default void the_last_ten_attempts_are_remembered_oldest_first() {
        scene().submit(TestWish.of("k").maxAttempts(20));
        for (var i = 1; i <= 13; i++) {
            scene().settle(scene().claim(), retry("attempt " + i));
            scene().turn(ofSeconds(1));
        }

        assertThat(scene().stored("k").history())
                .extracting(Attempted::number)
                .containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(scene().stored("k").history().getLast().error())
                .extracting(Fault::message)
                .isEqualTo("attempt 13");
    }

    @Test
    default void the_generation_is_that_of_the_attempt_and_a_message_is_cut() {
        scene().submit("k");
        var claim = scene().claim();
        scene().submit(TestWish.of("k").spec("2"));
        scene().settle(claim, retry("x".repeat(2_000)));

        var attempted = scene().stored("k").history().getFirst();
        assertThat(attempted.generation()).isEqualTo(1);
        assertThat(attempted.nextDelay()).isNull();
        assertThat(attempted.error()).isNotNull();
        assertThat(attempted.error().message()).hasSize(500).endsWith("x…");
    }

    @Test
    default void a_terminal_attempt_is_remembered_as_such() {
        scene().ran("k", giveUp(TerminalReason.NOT_RETRYABLE));

        assertThat(scene().stored("k").history())
                .extracting(Attempted::outcome, Attempted::nextDelay)
                .containsExactly(tuple(Outcome.TERMINAL, null));
    }
}
