package dev.forbear.retry;

import dev.forbear.engine.Attempt.Window;
import dev.forbear.engine.Controller.Policy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed task runs again: a pure function of how often it failed, what the server asked for
 * and chance. All times are whole milliseconds.
 *
 * @param initialDelay the delay after the first failure, without jitter; 1 ms or more
 * @param multiplier what each further failure multiplies it by; 1 or more
 * @param maxDelay no delay is longer, jitter included; 1 ms or more
 * @param jitter a share of the delay, 0 to 0.5
 * @param maxRetryAfter the longest wait that a server can ask for
 */
record Backoff(
        Duration initialDelay,
        double multiplier,
        Duration maxDelay,
        double jitter,
        Duration maxRetryAfter) {

    /** Beyond it a delay that doubles is far over every cap, and powers only overflow. */
    private static final int MOST_STEPS = 62;

    /** A server's hint is spread by up to this share, so that its clients do not return in step. */
    private static final double HINT_SPREAD = 0.25;

    Backoff {
        check(millis(initialDelay) >= 1, "initial-delay must be at least 1ms", initialDelay);
        check(millis(maxDelay) >= 1, "max-delay must be at least 1ms", maxDelay);
        check(
                Double.isFinite(multiplier) && multiplier >= 1,
                "multiplier must be 1 or more",
                multiplier);
        check(jitter >= 0 && jitter <= 0.5, "jitter must be between 0 and 0.5", jitter);
        check(!maxRetryAfter.isNegative(), "max-retry-after must not be negative", maxRetryAfter);
    }

    static Backoff of(Policy policy) {
        return new Backoff(
                policy.initialDelay(),
                policy.multiplier(),
                policy.maxDelay(),
                policy.jitter(),
                policy.maxRetryAfter());
    }

    private static void check(boolean holds, String rule, Object was) {
        if (!holds) {
            throw new IllegalArgumentException("retry." + rule + ", was " + was);
        }
    }

    /**
     * What was drawn after a failure.
     *
     * @param delay until the next attempt, if there is one
     * @param cooldown no run of the key starts sooner, whatever is submitted meanwhile
     */
    record Drawn(Duration delay, Duration cooldown) {}

    /**
     * Draws once for both: as the cooldown is one first delay, drawing it for itself would lengthen
     * the delays that it exceeds by chance.
     *
     * @param failures in a row, this one included
     * @param hint how long the server asked to wait; null if it did not
     */
    Drawn drawn(int failures, @Nullable Duration hint, RandomGenerator random) {
        var chance = random.nextDouble();
        var delay = bounds(failures).at(chance);
        var cooldown = Math.min(bounds(1).at(chance), delay);
        var asked = hint == null ? 0 : asked(hint, random);
        return new Drawn(
                Duration.ofMillis(Math.max(delay, asked)),
                Duration.ofMillis(Math.max(cooldown, asked)));
    }

    /** A hint is a lower bound, so its window begins with it and ends at the cap. */
    private long asked(Duration hint, RandomGenerator random) {
        var cap = Math.floor(millis(maxRetryAfter));
        var from = Math.min(Math.ceil(millis(hint)), cap);
        return Bounds.of(from, Math.min(from * (1 + HINT_SPREAD), cap)).at(random.nextDouble());
    }

    /** The times between which the next attempt is drawn after so many failures in a row. */
    Window window(int failures) {
        var bounds = bounds(failures);
        var nominal = Bounds.of(nominal(failures), cap()).earliest();
        return new Window(
                Duration.ofMillis(nominal),
                Duration.ofMillis(bounds.earliest()),
                Duration.ofMillis(bounds.latest()));
    }

    /** The window is clipped at the cap, never what is drawn: clipped draws would pile up on it. */
    private Bounds bounds(int failures) {
        var nominal = nominal(failures);
        var max = cap();
        return nominal < max
                ? Bounds.of(nominal * (1 - jitter), Math.min(max, nominal * (1 + jitter)))
                : Bounds.of(max * (1 - jitter * 4 / 3), max);
    }

    private double nominal(int failures) {
        var steps = Math.clamp(failures - 1L, 0, MOST_STEPS);
        return Math.min(cap(), millis(initialDelay) * Math.pow(multiplier, steps));
    }

    private double cap() {
        return Math.floor(millis(maxDelay));
    }

    /** Not {@code toMillis}, which overflows and cuts fractions off. */
    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }

    /** The first and the last of the milliseconds that are drawn from. */
    private record Bounds(long earliest, long latest) {

        static Bounds of(double from, double to) {
            var latest = Math.round(to);
            return new Bounds(Math.min(Math.round(from), latest), latest);
        }

        /**
         * @param chance 0 or more, below 1
         */
        long at(double chance) {
            return earliest + (long) (chance * (latest - earliest + 1.0));
        }
    }
}
