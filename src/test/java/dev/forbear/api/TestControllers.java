package dev.forbear.api;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Controller.Settings;
import dev.forbear.engine.Controller.Violation;
import dev.forbear.engine.Interruption;
import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;

/**
 * Two controllers: {@code demo} succeeds, or fails as often as a task's spec says in {@code
 * failTimes}; {@code full} has room for one task.
 */
final class TestControllers implements Attempt {

    static final Retention KEPT = new Retention(Duration.ofHours(1), Duration.ofDays(30));

    private static final JsonMapper JSON = new JsonMapper();
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(1),
                    2,
                    Duration.ofMinutes(1),
                    0.25,
                    10,
                    Duration.ofMinutes(15),
                    List.of("java.lang.IllegalStateException"));

    List<Controller> all() {
        return List.of(controller("demo", null), controller("full", 1L));
    }

    private Controller controller(String name, Long backlogLimit) {
        var settings =
                new Settings(4, Duration.ofMinutes(1), Duration.ofMillis(100), backlogLimit, KEPT);
        return new Controller(name, settings, POLICY, this, TestControllers::check);
    }

    private static List<Violation> check(String json) {
        var spec = JSON.readTree(json);
        if (!spec.isObject()) {
            return List.of(new Violation("", "must be an object"));
        }
        var failTimes = spec.path("failTimes");
        return failTimes.isMissingNode() || failTimes.isInt()
                ? List.of()
                : List.of(new Violation("/failTimes", "must be a whole number"));
    }

    @Override
    public Verdict run(Claim claim, Interruption interruption) {
        var spec = JSON.readTree(claim.task().terms().spec().json());
        return claim.attempt() <= spec.path("failTimes").asInt(0)
                ? lost(claim, message(spec))
                : new Verdict.Success();
    }

    private static String message(JsonNode spec) {
        return spec.path("error").asString("it failed");
    }

    @Override
    public Verdict.Failing lost(Claim claim, String message) {
        var failure = new Failure("java.io.IOException", message, "ab12cd34ef56", null);
        var limit =
                claim.task().terms().maxAttempts() == null
                        ? 10
                        : claim.task().terms().maxAttempts();
        var cooldown = Duration.ofSeconds(1);
        return claim.attempt() >= limit
                ? new Verdict.GiveUp(TerminalReason.ATTEMPTS_EXHAUSTED, cooldown, failure)
                : new Verdict.Retry(after(claim.attempt()).nominal(), cooldown, failure);
    }

    /** 1, 2, 4, … 60 s, a quarter more or less. */
    @Override
    public Window after(int failures) {
        var millis = Math.min(60_000, 1_000L << Math.min(failures - 1, 6));
        return new Window(
                Duration.ofMillis(millis),
                Duration.ofMillis(millis * 3 / 4),
                Duration.ofMillis(Math.min(60_000, millis * 5 / 4)));
    }
}
