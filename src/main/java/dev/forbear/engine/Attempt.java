package dev.forbear.engine;

import dev.forbear.task.Verdict;

import java.time.Duration;

/**
 * The port to one reconcile call and to the policy of what follows it. Safe for use by many
 * threads.
 */
public interface Attempt {

    /**
     * Makes the attempt on the calling thread. Whatever the controller throws becomes a verdict.
     *
     * @param interruption why the thread was interrupted, if it was
     */
    Verdict run(Claim claim, Interruption interruption);

    /** Judges an attempt that nobody saw end. */
    Verdict.Failing lost(Claim claim, String message);

    /** When the next attempt starts after so many failures, 1 or more, in a row. */
    Window after(int failures);

    /**
     * @param nominal the delay without jitter
     */
    record Window(Duration nominal, Duration earliest, Duration latest) {}
}
