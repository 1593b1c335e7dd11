package dev.forbear.observe;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Interruption;
import dev.forbear.task.Outcome;
import dev.forbear.task.Verdict;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/** An attempt inside an observation, in whose scope the controller is called. */
final class ObservedAttempt implements Attempt {

    private final Attempt attempt;
    private final ObservationRegistry registry;
    private final Spans spans;

    ObservedAttempt(Attempt attempt, ObservationRegistry registry, Spans spans) {
        this.attempt = attempt;
        this.registry = registry;
        this.spans = spans;
    }

    @Override
    public Verdict run(Claim claim, Interruption interruption) {
        var observation = GuardedObservation.begun(registry, () -> of(claim));
        try {
            spans.begun(claim);
            var span = spans.current();
            var verdict = attempt.run(span == null ? claim : claim.under(span), interruption);
            observation.is("outcome", outcome(verdict).label());
            if (verdict instanceof Verdict.Failing failing && failing.failure().thrown() != null) {
                observation.failed(failing.failure().thrown());
            }
            return verdict;
        } finally {
            observation.end();
        }
    }

    private Observation of(Claim claim) {
        return Observation.createNotStarted(
                        ObservedTraces.ATTEMPT, () -> CarriedTrace.of(claim), registry)
                .contextualName("attempt " + claim.controller())
                .lowCardinalityKeyValue("controller", claim.controller())
                .highCardinalityKeyValue("key", claim.task().id().key())
                .highCardinalityKeyValue("generation", "" + claim.generation())
                .highCardinalityKeyValue("attempt", "" + claim.attempt());
    }

    /** As far as the attempt itself knows: its task may have been cancelled meanwhile. */
    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Success _ -> Outcome.SUCCEEDED;
            case Verdict.Requeue _ -> Outcome.REQUEUED;
            case Verdict.Retry _ -> Outcome.FAILED;
            case Verdict.GiveUp _ -> Outcome.TERMINAL;
            case Verdict.Crashed _ -> Outcome.CRASHED;
            case Verdict.Interrupted _ -> Outcome.INTERRUPTED;
        };
    }

    @Override
    public Verdict.Failing lost(Claim claim, String message) {
        return attempt.lost(claim, message);
    }

    @Override
    public Window after(int failures) {
        return attempt.after(failures);
    }
}
