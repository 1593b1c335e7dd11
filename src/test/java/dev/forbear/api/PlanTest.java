package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class PlanTest {

    private final TestControllers policy = new TestControllers();

    @Test
    void a_whole_plan_begins_at_once_and_each_window_grows_by_the_jitter_of_all_before() {
        var plan = Plan.whole(policy, 4);

        assertThat(plan.steps()).extracting(Plan.Step::number).containsExactly(1, 2, 3, 4);
        assertThat(plan.steps())
                .extracting(step -> step.earliest().toMillis())
                .containsExactly(0L, 750L, 2_250L, 5_250L);
        assertThat(plan.steps())
                .extracting(step -> step.latest().toMillis())
                .containsExactly(0L, 1_250L, 3_750L, 8_750L);
        assertThat(plan.last().nominal()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void after_an_attempt_that_runs_comes_the_next_if_there_is_one() {
        assertThat(Plan.after(9, policy, 10).steps())
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.number()).isEqualTo(10);
                    assertThat(step.nominal()).isEqualTo(Duration.ofMinutes(1));
                });
        assertThat(Plan.after(10, policy, 10).steps()).isEmpty();
        assertThat(Plan.after(10, policy, 10).last()).isNull();
    }

    @Test
    void a_waiting_task_s_next_attempt_is_when_it_is_due() {
        var plan = Plan.waiting(3, Duration.ofSeconds(2), policy, 4);

        assertThat(plan.steps().getFirst())
                .isEqualTo(
                        new Plan.Step(
                                3,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2)));
        assertThat(plan.last().latest()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_deadline_cuts_off_what_cannot_start_before_it() {
        var plan = Plan.whole(policy, 10).until(Duration.ofSeconds(3));

        assertThat(plan.steps()).extracting(Plan.Step::number).containsExactly(1, 2, 3);
        assertThat(plan.last().latest())
                .as("the third may be drawn to start after it, and is not made then")
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void it_says_what_ends_it() {
        var plan = Plan.whole(policy, 10);

        assertThat(plan.end()).isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
        assertThat(plan.until(Duration.ofSeconds(3)).end())
                .isEqualTo(TerminalReason.DEADLINE_EXCEEDED);
        assertThat(plan.until(Duration.ofHours(3)).end())
                .isEqualTo(TerminalReason.ATTEMPTS_EXHAUSTED);
        assertThat(Plan.NONE.until(Duration.ZERO).end()).isNull();
    }

    @Test
    void a_wait_that_the_server_made_longer_is_told_as_it_is() {
        var due = Duration.ofMinutes(15);
        var plan = Plan.waiting(2, due, policy, 4);

        assertThat(plan.hinted(due, policy).steps())
                .extracting(Plan.Step::delay)
                .containsExactly(due, Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(plan.hinted(Duration.ofMillis(1_250), policy).steps().getFirst().delay())
                .as("jitter is none of the server's")
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_limit_that_was_lowered_below_what_was_made_leaves_no_attempts() {
        assertThat(Plan.waiting(6, Duration.ZERO, policy, 5).steps()).isEmpty();
    }
}
