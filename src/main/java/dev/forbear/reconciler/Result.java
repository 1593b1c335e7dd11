package dev.forbear.reconciler;

import java.time.Duration;

/** What follows a successful attempt. Failure is an exception, never a result. */
public sealed interface Result {

    /** The task has succeeded. */
    record Done() implements Result {}

    /**
     * This generation succeeded; the next one runs after the delay, with its attempts counted from
     * 0.
     */
    record RequeueAfter(Duration delay) implements Result {
        public RequeueAfter {
            if (!delay.isPositive()) {
                throw new IllegalArgumentException("delay must be positive, was " + delay);
            }
        }
    }

    static Result done() {
        return new Done();
    }

    /**
     * @param delay longer than zero
     * @throws IllegalArgumentException if it is not
     */
    static Result requeueAfter(Duration delay) {
        return new RequeueAfter(delay);
    }
}
