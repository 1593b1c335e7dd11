package dev.forbear.targets;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;

import jakarta.validation.constraints.PositiveOrZero;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what its spec says, so that the way of a task can be watched without a dependency to break.
 */
final class DemoReconciler implements Reconciler<DemoReconciler.Spec> {

    /**
     * @param failTimes how many attempts of each generation fail first
     * @param failGenerations how many generations fail first, with all their attempts
     * @param failAlways whether each attempt fails
     * @param terminal whether an attempt that does not fail otherwise ends the task at once
     * @param error the failures' message; {@code Error} throws an Error
     * @param sleep how long each attempt takes
     * @param requeueAfter after which a success asks to be looked at again
     * @param retryAfter the least wait that a failing attempt asks for; alone, the first attempt
     *     fails
     */
    @JsonIgnoreProperties(ignoreUnknown = false)
    record Spec(
            @PositiveOrZero @Nullable Integer failTimes,
            @PositiveOrZero @Nullable Integer failGenerations,
            @Nullable Boolean failAlways,
            @Nullable Boolean terminal,
            @Nullable String error,
            @DurationMin(nanos = 0, message = "must be from 0s to 1d")
                    @DurationMax(days = 1, message = "must be from 0s to 1d")
                    @Nullable Duration sleep,
            @DurationMin(millis = 1, message = "must be from 1ms to 10 years (3653d)")
                    @DurationMax(days = 3_653, message = "must be from 1ms to 10 years (3653d)")
                    @Nullable Duration requeueAfter,
            @DurationMin(nanos = 0, message = "must be from 0s to 10 years (3653d)")
                    @DurationMax(days = 3_653, message = "must be from 0s to 10 years (3653d)")
                    @Nullable Duration retryAfter) {

        boolean fails(Request<Spec> request) {
            return isTrue(failAlways)
                    || request.attempt() <= or(failTimes, onlyRetryAfter() ? 1 : 0)
                    || request.generation() <= or(failGenerations, 0);
        }

        private boolean onlyRetryAfter() {
            return retryAfter != null && failTimes == null && failGenerations == null;
        }

        String message() {
            return Objects.requireNonNullElse(error, "the demo was asked to fail");
        }
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public Result reconcile(Request<Spec> request) throws IOException, InterruptedException {
        var spec = request.spec();
        take(spec.sleep());
        if (spec.fails(request)) {
            throw failure(spec);
        }
        if (isTrue(spec.terminal())) {
            throw new TerminalException(spec.message());
        }
        return spec.requeueAfter() == null
                ? Result.done()
                : Result.requeueAfter(spec.requeueAfter());
    }

    private static IOException failure(Spec spec) {
        if ("Error".equals(spec.error())) {
            throw new Error(spec.error());
        }
        if (spec.retryAfter() != null) {
            throw new RetryAfterException(spec.retryAfter(), spec.message(), null);
        }
        return new IOException(spec.message());
    }

    private static void take(@Nullable Duration time) throws InterruptedException {
        if (time != null && time.isPositive()) {
            var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
