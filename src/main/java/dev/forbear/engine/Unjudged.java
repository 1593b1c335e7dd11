package dev.forbear.engine;

import dev.forbear.task.Failure;
import dev.forbear.task.Verdict;

import java.time.Duration;

/**
 * The verdict on a lost attempt whose controller, and so whose policy, is not here: it waits a
 * little for one that is.
 */
final class Unjudged {

    private static final Duration DELAY = Duration.ofSeconds(1);

    private Unjudged() {}

    static Verdict.Failing retry(String message) {
        return new Verdict.Retry(DELAY, DELAY, Failure.lost(message));
    }
}
