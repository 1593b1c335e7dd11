package dev.forbear.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** A controller as the engine knows it. */
public record Controller(
        String name, Settings settings, Policy policy, Attempt attempt, Specs specs) {

    /**
     * @param concurrency attempts at a time in this process, 1 or more
     * @param backlogLimit null: none
     */
    public record Settings(
            int concurrency,
            Duration attemptTimeout,
            Duration minInterval,
            @Nullable Long backlogLimit,
            Retention retention) {}

    /** How long ended tasks are kept. */
    public record Retention(Duration succeeded, Duration failed) {}

    /**
     * When a failed task runs again.
     *
     * @param jitter a share of the delay, 0 to 0.5
     * @param maxAttempts the first call included
     * @param maxRetryAfter the longest wait that a server's hint can ask for
     * @param notRetryable names of exception classes that end a task at once
     */
    public record Policy(
            Duration initialDelay,
            double multiplier,
            Duration maxDelay,
            double jitter,
            int maxAttempts,
            Duration maxRetryAfter,
            List<String> notRetryable) {}

    /** How a controller's specs are checked before they are accepted. */
    public interface Specs {

        /** What is wrong with the spec; empty if it fits the controller's type and constraints. */
        List<Violation> check(String json);

        /** As {@link #check}, and what the controller says of a spec that fits. */
        default Read read(String json) {
            return new Read(check(json), null);
        }
    }

    /**
     * A spec as the controller reads it.
     *
     * @param lane of a task that is given none; null: none
     */
    public record Read(List<Violation> violations, @Nullable String lane) {}

    /**
     * @param pointer a JSON pointer into the spec, empty for the spec itself
     * @param detail what is wrong, with the limit and the mend
     */
    public record Violation(String pointer, String detail) {}

    /** The limit that holds for a task: its own, else the controller's. */
    public int maxAttempts(@Nullable Integer own) {
        return own == null ? policy.maxAttempts() : own;
    }
}
