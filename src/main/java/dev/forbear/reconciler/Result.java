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

        /** 10 years. */
        private static final Duration LONGEST = Duration.ofDays(3_653);

        public RequeueAfter {
            if (!delay.isPositive() || delay.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "delay must be longer than zero and at most 3653 days, was " + delay);
            }
        }
    }

    static Result done() {
        return new Done();
    }

    /**
     * @param delay longer than zero, at most 3653 days (10 years)
     * @throws IllegalArgumentException if it is not
     */
    static Result requeueAfter(Duration delay) {
        return new RequeueAfter(delay);
    }
}
