package dev.forbear.retry;

import dev.forbear.engine.Controller.Policy;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.ExponentialBackOffPolicy;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * spring-retry's policy of the same name with two differences: it throws {@link Parked} with the
 * delay where that one sleeps, and its jitter holds at the cap too. The delay follows from the
 * retry context's count, so it goes on where an earlier process left off. Safe for use by many
 * threads if the generator is.
 */
public final class ExponentialRandomBackOffPolicy
        extends org.springframework.retry.backoff.ExponentialRandomBackOffPolicy {

    private static final long serialVersionUID = 1L;

    private final transient Policy policy;
    private final transient RandomGenerator random;

    /**
     * @param random drawn from by all attempts of the controller, on their own threads
     * @throws IllegalArgumentException if the policy is invalid; names the property and its range
     */
    public ExponentialRandomBackOffPolicy(Policy policy, RandomGenerator random) {
        var checked = Backoff.of(policy);
        this.policy = policy;
        this.random = random;
        setInitialInterval(checked.initialDelay().toMillis());
        setMultiplier(checked.multiplier());
        setMaxInterval(checked.maxDelay().toMillis());
    }

    /** What the intervals say now: a setter of the superclass counts. */
    Backoff backoff() {
        return new Backoff(
                Duration.ofMillis(getInitialInterval()),
                getMultiplier(),
                Duration.ofMillis(getMaxInterval()),
                policy.jitter(),
                policy.maxRetryAfter());
    }

    @Override
    public BackOffContext start(RetryContext context) {
        return new Failures(context);
    }

    /**
     * Sleeps never.
     *
     * @throws BackOffInterruptedException always: the delay, for the caller to keep
     */
    @Override
    public void backOff(BackOffContext context) throws BackOffInterruptedException {
        var failures = ((Failures) context).context();
        var last = Objects.requireNonNull(failures.getLastThrowable(), "nothing failed");
        var hint = Causes.retryAfter(last);
        throw new Parked(backoff().drawn(failures.getRetryCount(), hint, random), last);
    }

    /** Else {@link #withSleeper} would give the stock policy. */
    @Override
    protected ExponentialBackOffPolicy newInstance() {
        return new ExponentialRandomBackOffPolicy(policy, random);
    }

    /** The context that counts the failures. */
    private record Failures(RetryContext context) implements BackOffContext {}
}
