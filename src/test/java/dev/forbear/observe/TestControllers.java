package dev.forbear.observe;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Interruption;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Controllers with a schedule and without work. */
final class TestControllers {

    private TestControllers() {}

    /** 1, 2, 4, 8, 16, 32, 60, 60, … s. */
    static Controller controller(String name, int maxAttempts, @Nullable Long backlogLimit) {
        return controller(
                name,
                maxAttempts,
                backlogLimit,
                failures -> Duration.ofSeconds(Math.min(60, 1L << Math.min(failures - 1, 6))));
    }

    /** 1, 2, 3, 4, … s. */
    static Controller linear(String name, int maxAttempts) {
        return controller(name, maxAttempts, null, Duration::ofSeconds);
    }

    private static Controller controller(
            String name,
            int maxAttempts,
            @Nullable Long backlogLimit,
            IntFunction<Duration> delays) {
        var settings =
                new Controller.Settings(
                        16,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(100),
                        backlogLimit,
                        new Controller.Retention(Duration.ofHours(1), Duration.ofDays(30)));
        var policy =
                new Controller.Policy(
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofMinutes(1),
                        0.25,
                        maxAttempts,
                        Duration.ofMinutes(15),
                        List.of());
        return new Controller(name, settings, policy, attempt(delays), _ -> List.of());
    }

    private static Attempt attempt(IntFunction<Duration> delays) {
        return new Attempt() {
            @Override
            public Verdict run(Claim claim, Interruption interruption) {
                return new Verdict.Success();
            }

            @Override
            public Verdict.Failing lost(Claim claim, String message) {
                return new Verdict.GiveUp(
                        TerminalReason.CRASHED, Duration.ZERO, TaskLife.failure(message));
            }

            @Override
            public Window after(int failures) {
                var delay = delays.apply(failures);
                return new Window(delay, delay, delay);
            }
        };
    }
}
