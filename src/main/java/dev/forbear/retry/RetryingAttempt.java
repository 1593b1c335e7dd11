package dev.forbear.retry;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Interruption;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.retry.Backoff.Drawn;
import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryContext;
import org.springframework.retry.support.RetryTemplate;

import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One controller's attempts: each is one pass of a spring-retry template around {@code reconcile},
 * whose backoff does not sleep and whose count comes from the task's row. Safe for use by many
 * threads if the generator is.
 *
 * @param <S> the type that the spec's JSON is bound to
 */
public final class RetryingAttempt<S> implements Attempt {

    private final Call.Target<S> target;
    private final Policy policy;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final AttemptLimit attemptLimit;
    private final RetryTemplate template;

    /**
     * @param binding makes the spec of its JSON; throws a RuntimeException if it does not fit,
     *     which ends the task as UNREADABLE_SPEC
     * @param attemptTimeout after which attempts are interrupted; here only to be named
     * @param random must be safe for use by many threads
     * @throws IllegalArgumentException if the policy is invalid; names the property and its range
     */
    public RetryingAttempt(
            Reconciler<S> reconciler,
            Function<String, S> binding,
            Policy policy,
            Duration attemptTimeout,
            RandomGenerator random) {
        this.target = new Call.Target<>(reconciler, binding, attemptTimeout);
        this.policy = policy;
        this.random = random;
        this.backoff = Backoff.of(policy);
        this.attemptLimit = new AttemptLimit(policy.maxAttempts(), policy.notRetryable());
        this.template = template(attemptLimit, new ExponentialRandomBackOffPolicy(policy, random));
    }

    /** Not by the builder: it would retry Exceptions only, and a StackOverflowError never. */
    private static RetryTemplate template(
            AttemptLimit limit, ExponentialRandomBackOffPolicy parking) {
        var template = new RetryTemplate();
        template.setRetryPolicy(limit);
        template.setBackOffPolicy(parking);
        template.registerListener(new AttemptLimit.Opening(), 0);
        return template;
    }

    @Override
    public Verdict run(Claim claim, Interruption interruption) {
        var limit = limit(claim);
        try (var _ = new LogContext(claim, limit)) {
            return template.execute(
                    new Call<>(target, claim, limit, interruption),
                    context -> givenUp(claim, context));
        } catch (Parked parked) {
            return retry(parked.drawn(), Failure.of(parked.failure()));
        } catch (Throwable fault) { // ours, as what a controller throws ends in one of the above
            throw new IllegalStateException(
                    "spring-retry did not judge an attempt: " + fault.getClass().getName(), fault);
        }
    }

    private Verdict givenUp(Claim claim, RetryContext context) {
        var last = context.getLastThrowable();
        if (last == null) {
            return exhausted(claim, neverMade(claim));
        }
        var hopeless = attemptLimit.hopeless(context);
        var reason = hopeless == null ? TerminalReason.ATTEMPTS_EXHAUSTED : hopeless;
        var drawn = drawn(claim, Causes.retryAfter(last));
        var failed = last instanceof Unreadable unreadable ? unreadable.why() : last;
        return new Verdict.GiveUp(reason, drawn.cooldown(), attemptLimit.failure(failed));
    }

    /** The limit was lowered below what the row has made. */
    private Failure neverMade(Claim claim) {
        var trouble = claim.before().progress().presentTrouble();
        var message = "no attempt is left of " + limit(claim);
        return trouble == null
                ? Failure.lost(message)
                : Failure.lost(message + "; it first failed with: " + trouble.first())
                        .knownAs(trouble.fingerprint());
    }

    @Override
    public Verdict.Failing lost(Claim claim, String message) {
        var failure = Failure.lost(message);
        return claim.attempt() >= limit(claim)
                ? exhausted(claim, failure)
                : retry(drawn(claim, null), failure);
    }

    private Verdict.GiveUp exhausted(Claim claim, Failure failure) {
        return new Verdict.GiveUp(
                TerminalReason.ATTEMPTS_EXHAUSTED, drawn(claim, null).cooldown(), failure);
    }

    private static Verdict.Retry retry(Drawn drawn, Failure failure) {
        return new Verdict.Retry(drawn.delay(), drawn.cooldown(), failure);
    }

    private Drawn drawn(Claim claim, @Nullable Duration hint) {
        return backoff.drawn(claim.attempt(), hint, random);
    }

    private int limit(Claim claim) {
        var own = claim.task().terms().maxAttempts();
        return own == null ? policy.maxAttempts() : own;
    }

    @Override
    public Window after(int failures) {
        return backoff.window(failures);
    }
}
