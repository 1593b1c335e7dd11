package dev.forbear.observe;

import dev.forbear.task.Outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One controller's counters of {@link RuntimeMeters}, all there at 0 from the start. */
final class RuntimeCounts {

    /** The values of the label {@code result}. */
    private enum Result {
        SUCCESS,
        ERROR,
        REQUEUE,
        REQUEUE_AFTER;

        static Result of(Outcome outcome) {
            return switch (outcome) {
                case SUCCEEDED -> SUCCESS;
                case REQUEUED -> REQUEUE_AFTER;
                case INTERRUPTED -> REQUEUE;
                case FAILED, TERMINAL, CRASHED -> ERROR;
            };
        }
    }

    private final MeterRegistry registry;
    private final Tags queue;
    private final Tags runtime;
    private final Duration timeout;
    private final Counter adds;
    private final Counter retries;
    private final Timer waits;
    private final Timer work;
    private final Timer reconciles;
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Counter errors;
    private final Counter terminalErrors;
    private final Counter panics;
    private final Counter timeouts;

    RuntimeCounts(MeterRegistry registry, String controller, Duration timeout) {
        this.registry = registry;
        this.timeout = timeout;
        queue = Tags.of("name", controller, "controller", controller);
        runtime = Tags.of("controller", controller);
        adds =
                counter(
                        "workqueue.adds",
                        queue,
                        "Times that a task was put into the queue: submitted, put back by an"
                                + " attempt, or revived. Counted at once, also where it is due"
                                + " later.");
        retries =
                counter(
                        "workqueue.retries",
                        queue,
                        "Times that an attempt put its task back for later: failures that are"
                                + " tried again, and requeueAfter.");
        waits =
                timer(
                        "workqueue.queue.duration",
                        queue,
                        Buckets.LATENESSES,
                        "How long tasks waited from their due time to the start of the attempt.");
        work = timer("workqueue.work.duration", queue, Buckets.DURATIONS, "How long attempts ran.");
        reconciles =
                timer(
                        "controller.runtime.reconcile.time",
                        runtime,
                        Buckets.DURATIONS,
                        "How long reconcile calls ran.");
        Arrays.stream(Result.values()).forEach(result -> results.put(result, counter(result)));
        errors =
                counter(
                        "controller.runtime.reconcile.errors",
                        runtime,
                        "Attempts that failed, for a while or for good.");
        terminalErrors =
                counter(
                        "controller.runtime.terminal.reconcile.errors",
                        runtime,
                        "Attempts that failed and ended their task: nothing tries it again.");
        panics =
                counter(
                        "controller.runtime.reconcile.panics",
                        runtime,
                        "Attempts that threw an Error, or during which the process died.");
        timeouts =
                counter(
                        "controller.runtime.reconcile.timeouts",
                        runtime,
                        "Attempts that ran longer than attempt-timeout.");
    }

    void added() {
        adds.increment();
    }

    void retried() {
        retries.increment();
    }

    void waited(Duration lateness) {
        waits.record(lateness);
    }

    /** Nothing if it was over before it began, as what is cancelled in time. */
    void worked(Duration took) {
        if (took.isZero()) {
            return;
        }
        work.record(took);
        reconciles.record(took);
        if (took.compareTo(timeout) >= 0) {
            timeouts.increment();
        }
    }

    /**
     * @param ended whether the task is FAILED now
     */
    void reconciled(Outcome outcome, boolean ended) {
        var result = Result.of(outcome);
        Objects.requireNonNull(results.get(result)).increment();
        if (result == Result.ERROR) {
            errors.increment();
            if (ended) {
                terminalErrors.increment();
            }
        }
    }

    void panicked() {
        panics.increment();
    }

    private Counter counter(Result result) {
        return counter(
                "controller.runtime.reconcile",
                runtime.and("result", result.name().toLowerCase(Locale.ROOT)),
                "Attempts that ended, by result; requeue: a shutdown interrupted it and it is made"
                        + " again.");
    }

    private Counter counter(String name, Tags tags, String help) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    private Timer timer(String name, Tags tags, Buckets buckets, String help) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(buckets.bounds())
                .register(registry);
    }
}
