package dev.forbear.observe;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvents;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.Verdict;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Counts the same events under the names that client-go's work queues and controller-runtime have,
 * so that what was made for those shows Forbear's controllers. Safe for use by many threads.
 */
final class RuntimeMeters implements TaskEvents {

    private final MeterRegistry registry;
    private final Supplier<Controllers> controllers;
    private final Map<String, RuntimeCounts> byController = new ConcurrentHashMap<>();

    /**
     * @param controllers asked when something has happened: what happens is listened to before
     *     there are any
     */
    RuntimeMeters(MeterRegistry registry, Supplier<Controllers> controllers) {
        this.registry = registry;
        this.controllers = controllers;
    }

    private RuntimeCounts of(String controller) {
        return byController.computeIfAbsent(
                controller, name -> new RuntimeCounts(registry, name, timeout(name)));
    }

    /** Nobody here knows the timeout of a controller that is elsewhere; nor does it run here. */
    private Duration timeout(String controller) {
        return controllers
                .get()
                .find(controller)
                .map(it -> it.settings().attemptTimeout())
                .orElse(Duration.ofDays(3_653));
    }

    /** Shows the controller's meters, at 0, and what it is doing in this process. */
    void add(Controller controller, Engine engine) {
        var name = controller.name();
        var _ = of(name);
        var queue = Tags.of("name", name, "controller", name);
        gauge(
                "workqueue.unfinished.work",
                "How long the attempts at work in this process have run, added up. Rises by 1 a"
                        + " second for each that is stuck.",
                queue,
                engine,
                it -> seconds(it.atWork(name).stream().reduce(Duration.ZERO, Duration::plus)));
        gauge(
                "workqueue.longest.running.processor",
                "How long the longest attempt at work in this process has run.",
                queue,
                engine,
                it ->
                        seconds(
                                it.atWork(name).stream()
                                        .max(Duration::compareTo)
                                        .orElse(Duration.ZERO)));
        var runtime = Tags.of("controller", name);
        count(
                "controller.runtime.max.concurrent.reconciles",
                "Attempts of this process at a time, at most.",
                runtime,
                engine,
                _ -> controller.settings().concurrency());
        count(
                "controller.runtime.active.workers",
                "Attempts at work in this process.",
                runtime,
                engine,
                it -> it.running(name));
    }

    private void gauge(
            String name, String help, Tags tags, Engine engine, ToDoubleFunction<Engine> seconds) {
        Gauge.builder(name, engine, seconds)
                .description(help)
                .tags(tags)
                .baseUnit("seconds")
                .register(registry);
    }

    private void count(
            String name, String help, Tags tags, Engine engine, ToDoubleFunction<Engine> value) {
        Gauge.builder(name, engine, value).description(help).tags(tags).register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public void on(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted(var task, var effect) when effect.adds() -> added(task);
            case TaskEvent.AttemptStarted(var claim, var lateness) ->
                    of(claim.controller()).waited(lateness);
            case TaskEvent.AttemptEnded ended -> ended(ended);
            case TaskEvent.Fenced(var claim, var took) -> of(claim.controller()).worked(took);
            case TaskEvent.Operated(_, var before, var after, _)
                    when hasEnded(before) && !hasEnded(after) ->
                    added(after);
            case TaskEvent.Submitted _,
                    TaskEvent.Operated _,
                    TaskEvent.Stuck _,
                    TaskEvent.Expired _,
                    TaskEvent.Paused _ -> {}
        }
    }

    private void added(Task task) {
        of(task.id().controller()).added();
    }

    private static boolean hasEnded(Task task) {
        return switch (task.state()) {
            case State.Succeeded _, State.Failed _, State.Cancelled _ -> true;
            case State.Queued _, State.Running _, State.BackingOff _ -> false;
        };
    }

    private void ended(TaskEvent.AttemptEnded ended) {
        var counts = of(ended.claim().controller());
        var kind = ended.after().state().kind();
        if (kind == Kind.QUEUED || kind == Kind.BACKING_OFF) {
            counts.added();
        }
        var outcome = ended.outcome();
        // nobody saw how long an attempt ran whose process died
        if (outcome != Outcome.CRASHED) {
            counts.worked(ended.took());
        }
        var delayed = kind == Kind.BACKING_OFF && outcome != Outcome.INTERRUPTED;
        if (delayed || outcome == Outcome.REQUEUED) {
            counts.retried();
        }
        // what was over before it began was no call
        if (outcome != Outcome.INTERRUPTED || !ended.took().isZero()) {
            counts.reconciled(outcome, kind == Kind.FAILED);
        }
        if (isFatal(ended.verdict())) {
            counts.panicked();
        }
    }

    /** What a panic is to a Go controller: an Error, or the end of the process. */
    private static boolean isFatal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Failing failing -> failing.failure().thrown() instanceof Error;
            case Verdict.Crashed(_, var died) -> died;
            case Verdict.Success _, Verdict.Requeue _, Verdict.Interrupted _ -> false;
        };
    }
}
