package dev.forbear.task;

import java.time.Duration;

/** What became of one attempt: the seam between the retry wrap and the engine. */
public sealed interface Verdict {

    record Success() implements Verdict {}

    /** Succeeded, and wants to be looked at again after the delay. */
    record Requeue(Duration delay) implements Verdict {}

    /** Cut short by a shutdown: costs no attempt. */
    record Interrupted() implements Verdict {}

    /** A failed attempt. */
    sealed interface Failing extends Verdict {
        Failure failure();

        /** No run of this key starts sooner than this after the failure, whatever is submitted. */
        Duration cooldown();
    }

    /** Failed, to be retried after the delay. */
    record Retry(Duration delay, Duration cooldown, Failure failure) implements Failing {}

    /** Failed for good. */
    record GiveUp(TerminalReason reason, Duration cooldown, Failure failure) implements Failing {}

    /**
     * Its process died, or it outlived its lease.
     *
     * @param died whether the process died: the third death of a row is the last
     */
    record Crashed(Failing judged, boolean died) implements Verdict {}
}
