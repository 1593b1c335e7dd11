package dev.forbear.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Attempt.Window;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

class BackoffTest {

    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    /** The generator that draws the first value of each window, and the one that draws the last. */
    private static final RandomGenerator LOWEST = () -> 0L;

    private static final RandomGenerator HIGHEST = () -> -1L;

    private final Backoff defaults = Backoff.of(Claims.DEFAULTS);

    @Test
    void without_jitter_the_delays_are_exactly_1_2_4_8_16_32_60_60_seconds() {
        var exact = backoff(ofSeconds(1), 2, ofSeconds(60), 0);

        assertThat(IntStream.rangeClosed(1, 9))
                .extracting(
                        n -> exact.drawn(n, null, RandomGenerator.getDefault()).delay().toMillis())
                .containsExactly(
                        1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L,
                        60_000L);
    }

    @Test
    void the_default_windows_are_a_quarter_around_the_delay_and_40_to_60_s_at_the_cap() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(defaults::window))
                .containsExactly(
                        window(1_000, 750, 1_250),
                        window(2_000, 1_500, 2_500),
                        window(4_000, 3_000, 5_000),
                        window(8_000, 6_000, 10_000),
                        window(16_000, 12_000, 20_000),
                        window(32_000, 24_000, 40_000),
                        window(60_000, 40_000, 60_000),
                        window(60_000, 40_000, 60_000));
    }

    @Test
    void a_window_that_reaches_over_the_cap_is_clipped_and_its_beginning_stays() {
        assertThat(backoff(ofSeconds(50), 2, ofSeconds(60), 0.25).window(1))
                .isEqualTo(window(50_000, 37_500, 60_000));
    }

    @Test
    void a_first_delay_that_is_the_cap_has_the_window_of_the_cap() {
        assertThat(backoff(ofSeconds(60), 2, ofSeconds(60), 0.25).window(1))
                .isEqualTo(window(60_000, 40_000, 60_000));
        assertThat(backoff(ofSeconds(61), 2, ofSeconds(60), 0.25).window(1))
                .isEqualTo(window(60_000, 40_000, 60_000));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void the_bounds_are_exact_for_each_number_of_failures(Backoff backoff) {
        for (var n = 1; n <= 200; n++) {
            assertBounds(backoff, n);
        }
        assertBounds(backoff, Integer.MAX_VALUE);
    }

    private static void assertBounds(Backoff backoff, int n) {
        var expected = exactly(backoff, n);
        assertThat(backoff.window(n)).as("%s after %s", backoff, n).isEqualTo(expected);
        assertThat(backoff.drawn(n, null, LOWEST).delay()).isEqualTo(expected.earliest());
        assertThat(backoff.drawn(n, null, HIGHEST).delay()).isEqualTo(expected.latest());
    }

    static List<Backoff> policies() {
        return List.of(
                Backoff.of(Claims.DEFAULTS),
                backoff(ofSeconds(1), 2, ofSeconds(60), 0),
                backoff(ofSeconds(1), 2, ofSeconds(60), 0.5),
                backoff(ofSeconds(1), 1, ofSeconds(60), 0.1),
                backoff(ofSeconds(1), 1.5, ofSeconds(600), 0.25),
                backoff(ofMillis(1), 2, TEN_YEARS, 0.25),
                backoff(ofMillis(1), 1.01, TEN_YEARS, 0.25),
                backoff(ofMillis(1), 1e300, TEN_YEARS, 0.25),
                backoff(ofMillis(5), 2, ofSeconds(1_000), 0.33),
                backoff(ofMillis(3), 7, ofMillis(3), 0.2),
                backoff(ofMillis(1), 2, ofMillis(1), 0.25),
                backoff(TEN_YEARS, 10, TEN_YEARS, 0.25));
    }

    /** The rule in decimal numbers of any size, so that nothing in it can overflow. */
    private static Window exactly(Backoff of, int n) {
        var max = BigDecimal.valueOf(of.maxDelay().toMillis());
        var factor =
                BigDecimal.valueOf(of.multiplier())
                        .pow(Math.min(n - 1, 62), MathContext.DECIMAL128);
        var nominal = BigDecimal.valueOf(of.initialDelay().toMillis()).multiply(factor).min(max);
        var jitter = BigDecimal.valueOf(of.jitter());
        if (nominal.compareTo(max) < 0) {
            return new Window(
                    rounded(nominal),
                    rounded(nominal.multiply(BigDecimal.ONE.subtract(jitter))),
                    rounded(nominal.multiply(BigDecimal.ONE.add(jitter)).min(max)));
        }
        var off =
                jitter.multiply(BigDecimal.valueOf(4))
                        .divide(BigDecimal.valueOf(3), MathContext.DECIMAL128);
        return new Window(
                rounded(max), rounded(max.multiply(BigDecimal.ONE.subtract(off))), rounded(max));
    }

    private static Duration rounded(BigDecimal millis) {
        return ofMillis(millis.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-2147483648"})
    void fewer_failures_than_one_count_as_one(int failures) {
        assertThat(defaults.window(failures)).isEqualTo(defaults.window(1));
    }

    @Test
    void parts_of_a_millisecond_never_lead_over_the_cap() {
        assertThat(backoff(ofMillis(1), 2, ofNanos(2_900_000), 0.25).window(9).latest())
                .isEqualTo(ofMillis(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S     | 2   | PT60S | 0.25 | PT15M | retry.initial-delay must be at least 1ms,"
                        + " was PT0S",
                "PT1S     | 0.9 | PT60S | 0.25 | PT15M | retry.multiplier must be 1 or more, was"
                        + " 0.9",
                "PT1S     | NaN | PT60S | 0.25 | PT15M | retry.multiplier must be 1 or more, was"
                        + " NaN",
                "PT1S     | Infinity | PT60S | 0.25 | PT15M | retry.multiplier must be 1 or more,"
                        + " was Infinity",
                "PT1S     | 2   | PT0.0009S | 0.25 | PT15M | retry.max-delay must be at least 1ms,"
                        + " was PT0.0009S",
                "PT1S     | 2   | PT60S | 0.51 | PT15M | retry.jitter must be between 0 and 0.5,"
                        + " was 0.51",
                "PT1S     | 2   | PT60S | -0.1 | PT15M | retry.jitter must be between 0 and 0.5,"
                        + " was -0.1",
                "PT1S     | 2   | PT60S | NaN  | PT15M | retry.jitter must be between 0 and 0.5,"
                        + " was NaN",
                "PT1S     | 2   | PT60S | 0.25 | PT-1S | retry.max-retry-after must not be"
                        + " negative, was PT-1S"
            })
    void an_invalid_policy_is_refused_with_its_property_and_range(
            Duration initial,
            double multiplier,
            Duration max,
            double jitter,
            Duration hint,
            String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(initial, multiplier, max, jitter, hint))
                .withMessage(message);
    }

    private static Backoff backoff(
            Duration initial, double multiplier, Duration max, double jitter) {
        return new Backoff(initial, multiplier, max, jitter, Duration.ofMinutes(15));
    }

    private static Window window(long nominal, long earliest, long latest) {
        return new Window(ofMillis(nominal), ofMillis(earliest), ofMillis(latest));
    }
}
