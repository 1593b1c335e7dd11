package dev.forbear.observe;

import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvents;
import dev.forbear.observe.ControllerMeters.End;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what happens to tasks. Safe for use by many threads. */
final class EventMeters implements TaskEvents {

    private final MeterRegistry registry;
    private final Counter fenced;
    private final Map<String, ControllerMeters> byController = new ConcurrentHashMap<>();

    EventMeters(MeterRegistry registry) {
        this.registry = registry;
        this.fenced =
                Counter.builder("forbear.fenced")
                        .description(
                                "Outcomes that came too late (lease lost, or cancelled) and were"
                                        + " dropped.")
                        .register(registry);
    }

    /**
     * The controller's meters, made at the first call. Names come from live controllers and stored
     * tasks, never from a caller alone.
     */
    ControllerMeters of(String controller) {
        return byController.computeIfAbsent(
                controller, name -> new ControllerMeters(registry, name));
    }

    /** The controller's meters, if anything was counted by them. */
    Optional<ControllerMeters> find(String controller) {
        return Optional.ofNullable(byController.get(controller));
    }

    MeterRegistry registry() {
        return registry;
    }

    @Override
    public void on(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted(var task, var effect) ->
                    of(task.id().controller()).submissions(effect).increment();
            case TaskEvent.AttemptStarted(var claim, var lateness) ->
                    of(claim.controller()).startLateness.record(lateness);
            case TaskEvent.AttemptEnded ended -> ended(ended);
            case TaskEvent.Fenced _ -> fenced.increment();
            case TaskEvent.Expired(var task) -> at(of(task.id().controller()), task.state());
            case TaskEvent.Operated(_, _, var after, _) ->
                    at(of(after.id().controller()), after.state());
            case TaskEvent.Stuck _, TaskEvent.Paused _ -> {}
        }
    }

    private void ended(TaskEvent.AttemptEnded ended) {
        var meters = of(ended.claim().controller());
        var outcome = ended.outcome();
        meters.attempts(outcome).increment();
        // an interrupted attempt is not counted, it is made again under the same number
        if (ended.claim().attempt() > 1 && outcome != Outcome.INTERRUPTED) {
            meters.retries.increment();
        }
        // nobody saw how long an attempt ran whose process died; what was over before it began did
        // not run
        if (outcome != Outcome.CRASHED && !ended.took().isZero()) {
            meters.attemptDuration.record(ended.took());
        }
        if (outcome == Outcome.SUCCEEDED || outcome == Outcome.REQUEUED) {
            meters.attemptsAtSuccess.record(ended.claim().attempt());
        }
        if (ended.after().state() instanceof State.BackingOff
                && outcome != Outcome.INTERRUPTED
                && ended.nextIn() != null) {
            meters.backoffDelay.record(ended.nextIn());
        }
        at(meters, ended.after().state());
    }

    /** Counts an end where the task has come to one. */
    private static void at(ControllerMeters meters, State state) {
        switch (state) {
            case State.Succeeded _ -> meters.ended(End.SUCCEEDED).increment();
            case State.Failed(var reason) -> {
                meters.ended(End.FAILED).increment();
                meters.terminalFailures(reason).increment();
            }
            case State.Cancelled _ -> meters.ended(End.CANCELLED).increment();
            case State.Queued _, State.Running _, State.BackingOff _ -> {}
        }
    }
}
