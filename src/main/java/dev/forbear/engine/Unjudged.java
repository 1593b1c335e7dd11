package dev.forbear.engine;

import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import java.time.Duration;

/**
 * The verdict on a lost attempt whose controller, and so whose policy, is not here: it waits a
 * little for one that is.
 */
final class Unjudged {

    private static final Duration DELAY = Duration.ofSeconds(1);

    private Unjudged() {}

    /** Ends it only where the limit is the task's own. */
    static Verdict.Failing of(Claim claim, String message) {
        var own = claim.task().terms().maxAttempts();
        var failure = Failure.lost(message);
        return own != null && claim.attempt() >= own
                ? new Verdict.GiveUp(TerminalReason.ATTEMPTS_EXHAUSTED, DELAY, failure)
                : new Verdict.Retry(DELAY, DELAY, failure);
    }
}
