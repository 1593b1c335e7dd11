package dev.forbear.targets;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.targets.Deadlines.Deadline;
import dev.forbear.targets.Guard.Admission;

import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

import java.io.IOException;
import java.time.InstantSource;

/** Calls an HTTP endpoint until it answers 2xx. */
final class HttpReconciler implements Reconciler<CallSpec>, AutoCloseable {

    private final Targets targets;
    private final Guard guard;
    private final Refusals refusals;
    private final Client client;
    private final Deadlines deadlines = new Deadlines();
    private final InstantSource clock;

    HttpReconciler(
            Targets targets, Guard guard, Refusals refusals, Client client, InstantSource clock) {
        this.targets = targets;
        this.guard = guard;
        this.refusals = refusals;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "http";
    }

    /** What is called together is limited together. */
    @Override
    public String lane(CallSpec spec) {
        return targets.lane(spec);
    }

    @Override
    public Result reconcile(Request<CallSpec> request) throws IOException, InterruptedException {
        var target = targets.of(request.spec());
        var call = Outgoing.of(request, target, targets.secretNames(), clock.instant());
        try (var deadline = deadlines.in(target.limits().call())) {
            return Outcome.of(answer(target, call, deadline), target, call, clock.instant());
        }
    }

    private Answer answer(Target target, Outgoing call, Deadline deadline)
            throws IOException, InterruptedException {
        try {
            return switch (guard.admission(target.reach(), deadline)) {
                case Admission.Admitted(var addresses) -> {
                    refusals.admitted(target);
                    yield client.answer(call, addresses, target.limits(), deadline);
                }
                case Admission.Refused refused -> refusals.refuse(target, refused);
            };
        } catch (CallFailedException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(
                        "interrupted while " + target.where() + " was called");
            }
            if (e instanceof ConnectionRequestTimeoutException) {
                throw Outcome.notMade(target);
            }
            throw deadline.passed()
                    ? Outcome.late(target, target.limits().call())
                    : Outcome.unanswered(e, target, call);
        }
    }

    @Override
    public void close() {
        client.close();
        deadlines.close();
    }
}
