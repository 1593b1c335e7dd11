package dev.forbear;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Interruption;
import dev.forbear.secrets.SecretNames;
import dev.forbear.secrets.Secrets;
import dev.forbear.task.Failure;
import dev.forbear.task.Verdict;

/**
 * An attempt whose failure does not repeat what is secret in its task's spec, wherever it is told
 * from here on. Looks for it only when an attempt has failed.
 */
final class DiscreetAttempt implements Attempt {

    private final Attempt attempt;
    private final SecretNames names;

    DiscreetAttempt(Attempt attempt, SecretNames names) {
        this.attempt = attempt;
        this.names = names;
    }

    @Override
    public Verdict run(Claim claim, Interruption interruption) {
        var verdict = verdict(claim, interruption);
        return switch (verdict) {
            case Verdict.Retry(var delay, var cooldown, var failure) ->
                    new Verdict.Retry(delay, cooldown, told(failure, claim));
            case Verdict.GiveUp(var reason, var cooldown, var failure) ->
                    new Verdict.GiveUp(reason, cooldown, told(failure, claim));
            case Verdict.Success _, Verdict.Requeue _, Verdict.Interrupted _, Verdict.Crashed _ ->
                    verdict;
        };
    }

    /** A fault of ours can have what a controller threw as its cause. */
    private Verdict verdict(Claim claim, Interruption interruption) {
        try {
            return attempt.run(claim, interruption);
        } catch (RuntimeException fault) {
            throw (RuntimeException) secrets(claim).takenOutOf(fault);
        }
    }

    private Secrets secrets(Claim claim) {
        return Secrets.of(claim.task().terms().spec().json(), names);
    }

    private Failure told(Failure failure, Claim claim) {
        var secrets = secrets(claim);
        return secrets.isEmpty() ? failure : failure.told(secrets::takenOutOf, secrets::takenOutOf);
    }

    /** In words of ours alone. */
    @Override
    public Verdict.Failing lost(Claim claim, String message) {
        return attempt.lost(claim, message);
    }

    @Override
    public Window after(int failures) {
        return attempt.after(failures);
    }
}
