package dev.forbear.reconciler;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One attempt's input. (controller, key, uid, generation) names the piece of work and is the same
 * in each of its attempts: what a controller makes its effects idempotent with.
 *
 * @param controller the controller's name
 * @param key the task's key within its controller
 * @param uid made when the task was created; a task that was deleted and made anew has another
 * @param generation the piece of work, from 1
 * @param attempt this call's number within the generation, from 1
 * @param maxAttempts the limit of attempts, the first one included
 * @param spec what was submitted, bound to the controller's type
 * @param traceparent the header of W3C Trace Context for what this attempt calls; null if there is
 *     no trace to carry on. Clients that a tracer knows of send it by themselves
 */
public record Request<S>(
        String controller,
        String key,
        String uid,
        long generation,
        int attempt,
        int maxAttempts,
        S spec,
        @Nullable String traceparent) {

    public Request {
        Objects.requireNonNull(controller, "controller");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(uid, "uid");
    }

    /** Without a trace. */
    public Request(
            String controller,
            String key,
            String uid,
            long generation,
            int attempt,
            int maxAttempts,
            S spec) {
        this(controller, key, uid, generation, attempt, maxAttempts, spec, null);
    }

    /** A request for a unit test: first attempt of ten, first generation, key {@code test}. */
    public static <S> Request<S> of(S spec) {
        return new Request<>(
                "test", "test", "00000000-0000-7000-8000-000000000000", 1, 1, 10, spec);
    }

    /** True when a failure of this attempt ends the task. */
    public boolean lastAttempt() {
        return attempt >= maxAttempts;
    }
}
