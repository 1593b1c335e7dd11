package dev.forbear.retry;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Interruptions;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Attempts of a controller that a test writes as a function, its spec the JSON itself. */
final class Attempts {

    /** The default policy without jitter. */
    static final Policy EXACT = Claims.policy(0, 10);

    private Attempts() {}

    static RetryingAttempt<String> attempt(Reconciler<String> reconciler) {
        return attempt(reconciler, EXACT);
    }

    static RetryingAttempt<String> attempt(Reconciler<String> reconciler, Policy policy) {
        return new RetryingAttempt<>(
                reconciler,
                json -> json,
                policy,
                Duration.ofMinutes(1),
                RandomGenerator.getDefault());
    }

    static Verdict run(Reconciler<String> reconciler, Claim claim) {
        return attempt(reconciler).run(claim, Interruptions.none());
    }

    static Verdict.Failing failed(Reconciler<String> reconciler, Claim claim) {
        return (Verdict.Failing) run(reconciler, claim);
    }

    /** Throws anything, declared or not, as generated code and proxies do. */
    static Reconciler<String> failing(Throwable thrown) {
        return _ -> {
            throw Attempts.<RuntimeException>unchecked(thrown);
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
