package dev.forbear.api;

import dev.forbear.engine.Attempt;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When attempts start if each fails as soon as it starts.
 *
 * @param steps the coming attempts in order, at most all that the limit allows
 * @param end what ends it after the last of them, if each takes its nominal time; null if it has
 *     ended
 */
record Plan(List<Step> steps, @Nullable TerminalReason end) {

    private Plan(List<Step> steps) {
        this(steps, TerminalReason.ATTEMPTS_EXHAUSTED);
    }

    /** Of a task that has ended. */
    static final Plan NONE = new Plan(List.of(), null);

    /**
     * One attempt; all times count from the plan's beginning.
     *
     * @param delay what the policy waits before it, without jitter
     * @param nominal when it starts without jitter
     */
    record Step(int number, Duration delay, Duration nominal, Duration earliest, Duration latest) {

        private Step next(Attempt.Window window) {
            return new Step(
                    number + 1,
                    window.nominal(),
                    nominal.plus(window.nominal()),
                    earliest.plus(window.earliest()),
                    latest.plus(window.latest()));
        }
    }

    /** All attempts of a new piece of work. */
    static Plan whole(Attempt attempt, int maxAttempts) {
        return from(first(1, Duration.ZERO, Duration.ZERO), attempt, maxAttempts);
    }

    /** What comes after an attempt that fails at the plan's beginning. */
    static Plan after(int number, Attempt attempt, int maxAttempts) {
        var failing = first(number, Duration.ZERO, Duration.ZERO);
        var steps = from(failing, attempt, maxAttempts).steps();
        return new Plan(steps.isEmpty() ? steps : steps.subList(1, steps.size()));
    }

    /** What comes of a waiting task, whose next attempt starts when it is due. */
    static Plan waiting(int number, Duration due, Attempt attempt, int maxAttempts) {
        var delay = number == 1 ? Duration.ZERO : attempt.after(number - 1).nominal();
        return from(first(number, delay, due), attempt, maxAttempts);
    }

    private static Step first(int number, Duration delay, Duration at) {
        return new Step(number, delay, at, at, at);
    }

    private static Plan from(Step first, Attempt attempt, int maxAttempts) {
        var steps = new ArrayList<Step>();
        for (var step = first; step.number() <= maxAttempts; step = next(step, attempt)) {
            steps.add(step);
        }
        return new Plan(steps);
    }

    private static Step next(Step step, Attempt attempt) {
        return step.next(attempt.after(step.number()));
    }

    /**
     * A first attempt that waits longer than the policy draws, since the server asked for it.
     *
     * @param drawn how long it waits; null if that is not known
     */
    Plan hinted(@Nullable Duration drawn, Attempt attempt) {
        if (drawn == null || steps.isEmpty()) {
            return this;
        }
        var first = steps.getFirst();
        if (first.number() == 1
                || drawn.compareTo(attempt.after(first.number() - 1).latest()) <= 0) {
            return this;
        }
        var hinted = new ArrayList<>(steps);
        hinted.set(
                0,
                new Step(first.number(), drawn, first.nominal(), first.earliest(), first.latest()));
        return new Plan(hinted);
    }

    /** Without the attempts that cannot start before the deadline. */
    Plan until(@Nullable Duration deadline) {
        if (deadline == null || steps.isEmpty()) {
            return this;
        }
        return new Plan(
                steps.stream()
                        .filter(step -> step.earliest().compareTo(deadline) <= 0)
                        .map(step -> capped(step, deadline))
                        .toList(),
                missed(deadline) ? TerminalReason.DEADLINE_EXCEEDED : end);
    }

    private boolean missed(Duration deadline) {
        var last = last();
        return last != null && last.nominal().compareTo(deadline) > 0;
    }

    private static Step capped(Step step, Duration deadline) {
        return new Step(
                step.number(),
                step.delay(),
                shorter(step.nominal(), deadline),
                step.earliest(),
                shorter(step.latest(), deadline));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The last attempt, with which it gives up; null if there is none. */
    @Nullable Step last() {
        return steps.isEmpty() ? null : steps.getLast();
    }
}
