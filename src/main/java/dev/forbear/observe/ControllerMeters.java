package dev.forbear.observe;

import dev.forbear.task.Effect;
import dev.forbear.task.Outcome;
import dev.forbear.task.TerminalReason;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one controller's events are counted by, all there at 0 from the start. */
final class ControllerMeters {

    /** How the tasks of {@code tasks_ended_total} ended. */
    enum End {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    private static final double[] ATTEMPTS = {1, 2, 3, 5, 10, 30, 100, 1_000};

    private final MeterRegistry registry;
    private final String controller;
    private final Map<Outcome, Counter> attempts;
    private final Map<TerminalReason, Counter> terminalFailures;
    private final Map<End, Counter> ended;
    private final Map<Effect, Counter> submissions;
    final Counter retries;
    final Counter folded;
    final Timer attemptDuration;
    final Timer backoffDelay;
    final Timer startLateness;
    final DistributionSummary attemptsAtSuccess;

    ControllerMeters(MeterRegistry registry, String controller) {
        this.registry = registry;
        this.controller = controller;
        attempts =
                counters(
                        Outcome.values(),
                        Outcome::label,
                        "forbear.attempts",
                        "outcome",
                        "Attempts that ended, by outcome.");
        terminalFailures =
                counters(
                        TerminalReason.values(),
                        TerminalReason::name,
                        "forbear.terminal.failures",
                        "reason",
                        "Tasks that became FAILED, by terminal reason.");
        ended =
                counters(
                        End.values(),
                        ControllerMeters::lower,
                        "forbear.tasks.ended",
                        "outcome",
                        "Tasks that ended, by outcome.");
        submissions =
                counters(
                        Effect.values(),
                        ControllerMeters::lower,
                        "forbear.submissions",
                        "effect",
                        "Accepted submissions, by what they did to what was there.");
        retries = counter("forbear.retries", "Attempts after the first of a task's generation.");
        folded =
                counter(
                        "forbear.log.lines.folded",
                        "Log lines that were counted in a summary instead of written.");
        attemptDuration =
                timer("forbear.attempt.duration", Buckets.DURATIONS, "How long attempts ran.");
        backoffDelay =
                timer(
                        "forbear.backoff.delay",
                        Buckets.DELAYS,
                        "How long failed tasks wait for their next attempt.");
        startLateness =
                timer(
                        "forbear.start.lateness",
                        Buckets.LATENESSES,
                        "How long after their due time attempts start.");
        attemptsAtSuccess =
                DistributionSummary.builder("forbear.attempts.at.success")
                        .description("Which attempt it was that succeeded.")
                        .tag("controller", controller)
                        .serviceLevelObjectives(ATTEMPTS)
                        .register(registry);
    }

    Counter attempts(Outcome outcome) {
        return of(attempts, outcome);
    }

    Counter terminalFailures(TerminalReason reason) {
        return of(terminalFailures, reason);
    }

    Counter ended(End end) {
        return of(ended, end);
    }

    Counter submissions(Effect effect) {
        return of(submissions, effect);
    }

    private static <K> Counter of(Map<K, Counter> counters, K key) {
        return Objects.requireNonNull(counters.get(key));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("controller", controller)
                .register(registry);
    }

    private <K> Map<K, Counter> counters(
            K[] keys, Function<K, String> label, String name, String tag, String description) {
        return Arrays.stream(keys)
                .collect(
                        Collectors.toUnmodifiableMap(
                                Function.identity(),
                                key ->
                                        Counter.builder(name)
                                                .description(description)
                                                .tag("controller", controller)
                                                .tag(tag, label.apply(key))
                                                .register(registry)));
    }

    private Timer timer(String name, Buckets buckets, String description) {
        return Timer.builder(name)
                .description(description)
                .tag("controller", controller)
                .serviceLevelObjectives(buckets.bounds())
                .register(registry);
    }
}
