package dev.forbear.reconciler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * A wish that a controller reconcile a key. Start with {@link #to(String)}; what is not given keeps
 * its default.
 *
 * @param controller the controller's name
 * @param key the task's key; null: a UUIDv7 is made
 * @param spec anything that Jackson can write; null: an empty object
 * @param lane the label that limits and fairness work by
 * @param notBefore the earliest start
 * @param delay the earliest start, from acceptance; not together with notBefore
 * @param deadline no attempt starts after it
 * @param deadlineAfter the deadline, from acceptance; not together with deadline
 * @param maxAttempts 1 to 10,000; null: the controller's present value
 */
public record Submission(
        String controller,
        @Nullable String key,
        @Nullable Object spec,
        @Nullable String lane,
        @Nullable Instant notBefore,
        @Nullable Duration delay,
        @Nullable Instant deadline,
        @Nullable Duration deadlineAfter,
        @Nullable Integer maxAttempts) {

    public static Submission to(String controller) {
        return new Submission(controller, null, null, null, null, null, null, null, null);
    }

    public Submission key(String key) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission spec(Object spec) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission lane(String lane) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission notBefore(Instant notBefore) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission delay(Duration delay) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission deadline(Instant deadline) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission deadlineAfter(Duration deadlineAfter) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }

    public Submission maxAttempts(int maxAttempts) {
        return new Submission(
                controller,
                key,
                spec,
                lane,
                notBefore,
                delay,
                deadline,
                deadlineAfter,
                maxAttempts);
    }
}
