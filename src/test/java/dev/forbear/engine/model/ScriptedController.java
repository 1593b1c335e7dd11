package dev.forbear.engine.model;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Interruption;
import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.Interruptions;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.retry.RetryingAttempt;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** A controller behind the real retry wrap, without jitter, that does what a history tells it. */
final class ScriptedController {

    static final int LIMIT = 4;
    static final String UNREADABLE = "unreadable";

    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(15);
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(1),
                    2,
                    Duration.ofSeconds(60),
                    0,
                    LIMIT,
                    MAX_RETRY_AFTER,
                    List.of());

    private Reconciler<String> next = _ -> Result.done();
    private final RetryingAttempt<String> attempt =
            new RetryingAttempt<>(
                    request -> next.reconcile(request),
                    ScriptedController::bound,
                    POLICY,
                    Duration.ofMinutes(1),
                    () -> 0L);

    /** What the attempt did, and what must come of it. */
    record Attempted(String what, Verdict verdict, Ending ending) {}

    private static String bound(String spec) {
        if (spec.equals(UNREADABLE)) {
            throw new IllegalArgumentException("no such field");
        }
        return spec;
    }

    /** Makes the attempt in one of the ways that attempts go. */
    Attempted attempted(Claim claim, int limit, RandomGenerator random) {
        var n = claim.attempt();
        var failed = Ending.failed(n, limit, Duration.ZERO);
        if (claim.task().terms().spec().json().equals(UNREADABLE)) {
            return ran("unreadable", claim, Ending.terminal(TerminalReason.UNREADABLE_SPEC));
        }
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> with("done", _ -> Result.done(), claim, Ending.success());
            case 5, 6 -> requeued(claim, Duration.ofMillis(random.nextLong(1, 600_000)));
            case 7, 8 -> with("failed", thrown(new IOException("down")), claim, failed);
            case 9 -> with("error", thrown(new StackOverflowError()), claim, failed);
            case 10 -> with("null", _ -> null, claim, failed);
            case 11 -> asked(claim, limit, Duration.ofMillis(random.nextLong(1, 1_200_000)));
            case 12 -> {
                var ending = Ending.terminal(TerminalReason.NOT_RETRYABLE);
                yield with("terminal", thrown(new TerminalException("no")), claim, ending);
            }
            case 13 -> interrupted(Cause.SHUTDOWN, claim, Ending.interrupted());
            case 14 -> interrupted(Cause.TIMEOUT, claim, failed);
            default -> interrupted(Cause.STUCK, claim, failed);
        };
    }

    /** What the engine says of an attempt whose process died. */
    Attempted died(Claim claim, int limit) {
        var verdict = new Verdict.Crashed(attempt.lost(claim, "the process ended"), true);
        return new Attempted("died", verdict, Ending.died(claim.attempt(), limit));
    }

    private Attempted requeued(Claim claim, Duration delay) {
        return with("requeue", _ -> Result.requeueAfter(delay), claim, Ending.later(delay));
    }

    private Attempted asked(Claim claim, int limit, Duration hint) {
        var capped = hint.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : hint;
        return with(
                "retry-after " + hint,
                thrown(new RetryAfterException(hint)),
                claim,
                Ending.failed(claim.attempt(), limit, capped));
    }

    private static Reconciler<String> thrown(Throwable thrown) {
        return _ -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        };
    }

    private Attempted with(String what, Reconciler<String> does, Claim claim, Ending ending) {
        next = does;
        return ran(what, claim, ending);
    }

    private Attempted ran(String what, Claim claim, Ending ending) {
        return new Attempted(what, attempt.run(claim, Interruptions.none()), ending);
    }

    /** A stuck one returns as if nothing had happened, the others notice their interrupt. */
    private Attempted interrupted(Cause cause, Claim claim, Ending ending) {
        Interruption interruption = Interruptions.none();
        next =
                _ -> {
                    Interruptions.interrupt(interruption, cause);
                    if (Thread.interrupted() && cause != Cause.STUCK) {
                        throw new InterruptedException();
                    }
                    return Result.done();
                };
        return new Attempted(cause.name(), attempt.run(claim, interruption), ending);
    }
}
