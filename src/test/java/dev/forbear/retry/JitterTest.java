package dev.forbear.retry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class JitterTest {

    private final Backoff defaults = Backoff.of(Claims.DEFAULTS);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 20, 64, 65, 1_025, Integer.MAX_VALUE})
    void draws_are_uniform_over_the_window(int failures) {
        var window = defaults.window(failures);
        var draws = draws(failures, new SplittableRandom(failures * 31L + 7));

        assertThat(LongStream.of(draws).min().orElseThrow())
                .isGreaterThanOrEqualTo(window.earliest().toMillis());
        assertThat(LongStream.of(draws).max().orElseThrow())
                .isLessThanOrEqualTo(window.latest().toMillis());
        assertThat(Uniform.over(window).ks(draws)).isLessThan(0.0269);
        assertThat(Uniform.over(window).chiSquare(draws, 50)).isLessThan(116);
    }

    @Test
    void the_jitter_holds_at_the_cap() {
        var draws = draws(40, RandomGenerator.of("L64X128MixRandom"));

        assertThat(Arrays.stream(draws).filter(d -> d == 60_000).count()).isLessThan(10);
        assertThat(Arrays.stream(draws).distinct().count()).isGreaterThan(5_000);
    }

    @Test
    void the_test_of_uniformity_notices_clamped_and_full_jitter() {
        var window = defaults.window(7);
        var random = new SplittableRandom(1);
        var clamped =
                IntStream.range(0, 10_000)
                        .mapToLong(_ -> Math.min(60_000, random.nextLong(45_000, 75_001)))
                        .toArray();

        assertThat(Uniform.over(window).ks(clamped)).isGreaterThan(0.0269);
        assertThat(Uniform.over(window).chiSquare(clamped, 50)).isGreaterThan(116);
    }

    @Test
    void two_beans_made_in_the_same_millisecond_draw_independently() {
        RandomGenerator shared = () -> ThreadLocalRandom.current().nextLong();
        var one = Backoff.of(Claims.DEFAULTS);
        var other = Backoff.of(Claims.DEFAULTS);
        Function<Backoff, double[]> draws =
                bean ->
                        IntStream.range(0, 10_000)
                                .mapToDouble(_ -> bean.drawn(7, null, shared).delay().toMillis())
                                .toArray();

        assertThat(Math.abs(Uniform.correlation(draws.apply(one), draws.apply(other))))
                .isLessThan(0.05);
    }

    @Test
    void delays_strictly_increase_below_the_cap_however_they_are_drawn_while_jitter_is_a_third() {
        var widest = Backoff.of(Claims.policy(0.333, 10));

        for (var n = 1; n < 6; n++) {
            assertThat(widest.window(n + 1).earliest())
                    .isGreaterThanOrEqualTo(widest.window(n).latest());
        }
    }

    private long[] draws(int failures, RandomGenerator random) {
        return IntStream.range(0, 10_000)
                .mapToLong(_ -> defaults.drawn(failures, null, random).delay().toMillis())
                .toArray();
    }
}
