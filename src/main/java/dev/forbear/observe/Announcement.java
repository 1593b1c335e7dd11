package dev.forbear.observe;

import dev.forbear.engine.Controller;

import java.time.Duration;
import java.util.ArrayList;

/** What a controller's policy comes to: its delays, and when it gives up. Pure. */
final class Announcement {

    /** So many different delays are written out. */
    private static final int STEPS = 12;

    private Announcement() {}

    static Line of(Controller controller) {
        var schedule = schedule(controller);
        var pairs =
                new Pairs()
                        .and("controller", controller.name())
                        .and("attempts", controller.policy().maxAttempts())
                        .andSaid("schedule", schedule.isEmpty() ? null : schedule)
                        .and("givesUpAfter", Logfmt.span(givesUpAfter(controller)))
                        .and("concurrency", controller.settings().concurrency())
                        .and("attemptTimeout", Logfmt.span(controller.settings().attemptTimeout()));
        return new Line(
                Channel.CONTROLLER,
                Channel.CONTROLLER.one(),
                controller.name(),
                "",
                "",
                pairs,
                null);
    }

    /** The delays without jitter: {@code 1s 2s 4s 8s 16s 32s 60s x3}. */
    private static String schedule(Controller controller) {
        var steps = new ArrayList<String>();
        var retries = controller.policy().maxAttempts() - 1;
        for (int from = 1, to; from <= retries; from = to) {
            if (steps.size() == STEPS) {
                steps.add("…");
                break;
            }
            var delay = nominal(controller, from);
            for (to = from + 1; to <= retries && delay.equals(nominal(controller, to)); ) {
                to++;
            }
            steps.add(Logfmt.seconds(delay) + (to - from == 1 ? "" : " x" + (to - from)));
        }
        return String.join(" ", steps);
    }

    private static Duration givesUpAfter(Controller controller) {
        var all = Duration.ZERO;
        for (var failures = 1; failures < controller.policy().maxAttempts(); failures++) {
            all = all.plus(nominal(controller, failures));
        }
        return all;
    }

    private static Duration nominal(Controller controller, int failures) {
        return controller.attempt().after(failures).nominal();
    }
}
