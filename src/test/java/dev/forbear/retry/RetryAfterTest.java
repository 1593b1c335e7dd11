package dev.forbear.retry;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Attempt.Window;
import dev.forbear.retry.Backoff.Drawn;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

class RetryAfterTest {

    /** The generator that draws the first value of each window, and the one that draws the last. */
    private static final RandomGenerator LOWEST = () -> 0L;

    private static final RandomGenerator HIGHEST = () -> -1L;

    private final Backoff defaults = Backoff.of(Claims.DEFAULTS);

    @Test
    void the_cooldown_is_one_first_delay_with_jitter_and_is_drawn_with_the_delay() {
        for (var n : new int[] {1, 2, 6, 7, 100}) {
            assertThat(defaults.drawn(n, null, LOWEST).cooldown()).isEqualTo(ofMillis(750));
            assertThat(defaults.drawn(n, null, HIGHEST).cooldown()).isEqualTo(ofMillis(1_250));
        }
        var first = defaults.drawn(1, null, RandomGenerator.getDefault());
        assertThat(first.cooldown()).isEqualTo(first.delay());
    }

    @Test
    void a_cooldown_is_never_longer_than_the_delay_so_that_it_cannot_stretch_it() {
        var atTheCap = new Backoff(ofSeconds(59), 2, ofSeconds(60), 0.5, Duration.ZERO);

        assertThat(atTheCap.drawn(2, null, LOWEST))
                .isEqualTo(new Drawn(ofSeconds(20), ofSeconds(20)));
    }

    @Test
    void a_servers_hint_is_a_lower_bound_and_is_spread_by_up_to_a_quarter() {
        var hint = ofSeconds(100);

        assertThat(defaults.drawn(1, hint, LOWEST)).isEqualTo(drawn(100_000));
        assertThat(defaults.drawn(1, hint, HIGHEST)).isEqualTo(drawn(125_000));
        assertThat(defaults.drawn(7, hint, LOWEST)).isEqualTo(drawn(100_000));
    }

    @Test
    void a_hint_that_is_shorter_than_the_backoff_changes_nothing_but_the_cooldown() {
        assertThat(defaults.drawn(7, ofSeconds(3), LOWEST))
                .isEqualTo(new Drawn(ofSeconds(40), ofSeconds(3)));
        assertThat(defaults.drawn(7, Duration.ZERO, LOWEST))
                .isEqualTo(defaults.drawn(7, null, LOWEST));
    }

    @Test
    void no_retry_comes_before_the_servers_time_is_over() {
        var random = new SplittableRandom(5);
        for (var i = 0; i < 10_000; i++) {
            var hint = ofNanos(random.nextLong(1, ofSeconds(800).toNanos()));
            var drawn = defaults.drawn(random.nextInt(1, 12), hint, random);
            assertThat(drawn.delay()).isGreaterThanOrEqualTo(hint);
            assertThat(drawn.cooldown()).isGreaterThanOrEqualTo(hint);
        }
    }

    @Test
    void a_hint_is_believed_up_to_max_retry_after() {
        var longest = ofMillis(Long.MAX_VALUE);

        assertThat(defaults.drawn(1, Duration.ofMinutes(14), HIGHEST)).isEqualTo(drawn(900_000));
        assertThat(defaults.drawn(1, Duration.ofMinutes(14), LOWEST)).isEqualTo(drawn(840_000));
        for (var random : List.of(LOWEST, HIGHEST)) {
            assertThat(defaults.drawn(1, Duration.ofHours(1), random)).isEqualTo(drawn(900_000));
            assertThat(defaults.drawn(1, longest, random)).isEqualTo(drawn(900_000));
            assertThat(defaults.drawn(1, ofSeconds(Long.MAX_VALUE), random))
                    .isEqualTo(drawn(900_000));
        }
    }

    @Test
    void max_retry_after_caps_the_hint_and_not_the_backoff() {
        var impatient = new Backoff(ofSeconds(1), 2, ofSeconds(60), 0, ofSeconds(5));

        assertThat(impatient.drawn(7, Duration.ofHours(1), HIGHEST).delay())
                .isEqualTo(ofSeconds(60));
    }

    @Test
    void hints_near_the_cap_are_spread_below_it_and_not_clamped_to_it() {
        var random = new SplittableRandom(3);
        var draws =
                IntStream.range(0, 10_000)
                        .mapToLong(_ ->
                                defaults.drawn(1, Duration.ofMinutes(13), random)
                                        .delay()
                                        .toMillis())
                        .toArray();

        var window =
                new Window(Duration.ofMinutes(13), Duration.ofMinutes(13), Duration.ofMinutes(15));
        assertThat(Uniform.over(window).ks(draws)).isLessThan(0.0269);
    }

    private static Drawn drawn(long millis) {
        return new Drawn(ofMillis(millis), ofMillis(millis));
    }
}
