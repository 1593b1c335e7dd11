package dev.forbear.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.forbear.engine.Controller.Policy;
import dev.forbear.reconciler.RetryAfterException;

import org.junit.jupiter.api.Test;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.support.RetryTemplate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

class ExponentialRandomBackOffPolicyTest {

    private final ExponentialRandomBackOffPolicy policy =
            new ExponentialRandomBackOffPolicy(Attempts.EXACT, () -> 0L);

    private static Parked parked(
            org.springframework.retry.backoff.ExponentialBackOffPolicy policy, Exception thrown) {
        var template = new RetryTemplate();
        template.setBackOffPolicy(policy);
        return catchThrowableOfType(
                Parked.class,
                () ->
                        template.execute(_ -> {
                            throw thrown;
                        }));
    }

    @Test
    void it_is_spring_retrys_policy_and_throws_the_delay_instead_of_sleeping() {
        var failure = new IOException("down");
        var parked = parked(policy, failure);

        assertThat(policy)
                .isInstanceOf(
                        org.springframework.retry.backoff.ExponentialRandomBackOffPolicy.class);
        assertThat(parked).isInstanceOf(BackOffInterruptedException.class);
        assertThat(parked.drawn().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(parked.failure()).isSameAs(failure);
        assertThat(parked.getStackTrace()).isEmpty();
    }

    @Test
    void the_second_failure_of_one_context_waits_twice_as_long() {
        var context = new Count(null);
        context.goesOn(1, 10);
        context.registerThrowable(new IOException());
        var backOff = policy.start(context);

        var parked = catchThrowableOfType(Parked.class, () -> policy.backOff(backOff));

        assertThat(parked.drawn().delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_copy_with_another_sleeper_sleeps_neither() {
        var copy =
                policy.withSleeper(_ -> {
                    throw new AssertionError("slept");
                });

        assertThat(copy).isInstanceOf(ExponentialRandomBackOffPolicy.class);
        assertThat(parked(copy, new IOException()).drawn().delay())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(parked(copy, new RetryAfterException(Duration.ofMinutes(2))).drawn().delay())
                .isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void its_setters_count_and_go_into_a_copy() {
        policy.setInitialInterval(5_000);
        policy.setMaxInterval(7_000);
        policy.setMultiplier(3);

        for (var each : List.of(policy, policy.withSleeper(_ -> {}))) {
            assertThat(((ExponentialRandomBackOffPolicy) each).backoff())
                    .isEqualTo(
                            new Backoff(
                                    Duration.ofSeconds(5),
                                    3,
                                    Duration.ofSeconds(7),
                                    0,
                                    Duration.ofMinutes(15)));
        }
    }

    @Test
    void it_starts_with_the_policys_values() {
        var other =
                new Policy(
                        Duration.ofSeconds(3),
                        3,
                        Duration.ofSeconds(30),
                        0.1,
                        10,
                        Duration.ofMinutes(2),
                        List.of());

        assertThat(new ExponentialRandomBackOffPolicy(other, () -> 0L).backoff())
                .isEqualTo(Backoff.of(other));
    }

    @Test
    void an_invalid_policy_is_refused() {
        var invalid =
                new Policy(
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofSeconds(60),
                        0.7,
                        10,
                        Duration.ofMinutes(15),
                        List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExponentialRandomBackOffPolicy(invalid, () -> 0L))
                .withMessage("retry.jitter must be between 0 and 0.5, was 0.7");
    }
}
