package dev.forbear.retry;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Interruption;
import dev.forbear.engine.Interruption.Cause;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.task.Failure;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One reconcile call, and what its row knows: how often it failed, and how often it may. */
final class Call<S> implements RetryCallback<Verdict, Throwable> {

    private final Target<S> target;
    private final Claim claim;
    private final int limit;
    private final Interruption interruption;

    /**
     * What is called.
     *
     * @param binding makes the spec of its JSON; throws if it does not fit
     */
    record Target<S>(
            Reconciler<S> reconciler, Function<String, S> binding, Duration attemptTimeout) {}

    Call(Target<S> target, Claim claim, int limit, Interruption interruption) {
        this.target = target;
        this.claim = claim;
        this.limit = limit;
        this.interruption = interruption;
    }

    int failures() {
        return claim.attempt() - 1;
    }

    int limit() {
        return limit;
    }

    @Override
    public Verdict doWithRetry(RetryContext context) throws Throwable {
        var request = request();
        Result result;
        try {
            result = reconciled(request);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
        if (interruption.cause() == Cause.STUCK) {
            throw late(null);
        }
        return switch (result) {
            case Result.Done _ -> new Verdict.Success();
            case Result.RequeueAfter(var delay) -> new Verdict.Requeue(delay);
        };
    }

    private Request<S> request() {
        var task = claim.task();
        var trace = task.terms().trace();
        return new Request<>(
                claim.controller(),
                task.id().key(),
                task.uid().toString(),
                claim.generation(),
                claim.attempt(),
                limit,
                bound(task.terms().spec().json()),
                trace == null ? null : trace.value());
    }

    private S bound(String json) {
        try {
            return target.binding().apply(json);
        } catch (RuntimeException e) {
            throw new Unreadable(e);
        }
    }

    private Result reconciled(Request<S> request) throws Exception {
        @Nullable Result result = target.reconciler().reconcile(request);
        if (result == null) {
            throw new NullPointerException(
                    "reconcile returned null; return Result.done() or Result.requeueAfter(delay)");
        }
        return result;
    }

    /** After the interrupt of a shutdown no error is the controller's fault. */
    private Verdict failed(Throwable thrown) throws Throwable {
        return switch (interruption.cause()) {
            case SHUTDOWN -> new Verdict.Interrupted();
            case TIMEOUT, STUCK -> throw late(thrown);
            case LEASE -> throw unrenewed(thrown);
            case CANCELLED, LOST -> throw thrown;
            case null -> throw thrown;
        };
    }

    private static IllegalStateException unrenewed(Throwable thrown) {
        var end = Failure.of(thrown);
        return new IllegalStateException(
                "interrupted, since the store was away and the attempt's lease about to end; it"
                        + " ended with "
                        + end.type()
                        + ": "
                        + end.message(),
                thrown);
    }

    private TimeoutException late(@Nullable Throwable thrown) {
        var message = "the attempt ran longer than attempt-timeout, " + target.attemptTimeout();
        if (thrown == null) {
            return new TimeoutException(message + ", and ignored its interrupt");
        }
        var end = Failure.of(thrown);
        var late =
                new TimeoutException(
                        message + ", and ended with " + end.type() + ": " + end.message());
        late.initCause(thrown);
        return late;
    }
}
