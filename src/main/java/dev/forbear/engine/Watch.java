package dev.forbear.engine;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;

import java.time.Duration;
import java.util.List;

/**
 * Interrupts attempts that run too long or were cancelled, and gives away the slots of those that
 * ignore it.
 */
final class Watch implements TaskEvents {

    /** How long an attempt may ignore the interrupt of its timeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final List<Crew> crews;
    private final Surroundings around;

    Watch(List<Crew> crews, Surroundings around) {
        this.crews = crews;
        this.around = around;
    }

    /** Looks at each attempt once; returns how long none can exceed its time. */
    Duration pass() {
        var next = LONGEST;
        for (var crew : crews) {
            var shortest = crew.controller().settings().attemptTimeout();
            next = shorter(next, shortest);
            for (var run : crew.running()) {
                next = shorter(next, look(crew, run));
            }
        }
        return next.compareTo(SHORTEST) < 0 ? SHORTEST : next;
    }

    private Duration look(Crew crew, Run run) {
        var worked = run.workedFor(around.ticker().nanos());
        var timeout = crew.controller().settings().attemptTimeout();
        if (worked < 0 || run.stuck()) {
            return LONGEST;
        }
        var left = timeout.minusNanos(worked);
        if (left.isPositive()) {
            return left;
        }
        run.interrupt(Cause.TIMEOUT);
        var patience = left.plus(PATIENCE);
        if (!patience.isPositive() && crew.becomesStuck(run)) {
            around.events().on(new TaskEvent.Stuck(run.claim(), Duration.ofNanos(worked)));
            around.wake().dueIn(Duration.ZERO);
        }
        return patience.isPositive() ? patience : LONGEST;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Interrupts the attempt of a task that was cancelled in this process. */
    @Override
    public void on(TaskEvent event) {
        if (event instanceof TaskEvent.Operated(_, _, var after, _)
                && after.state() instanceof State.Cancelled(var leased)
                && leased) {
            cancel(after.id());
        }
    }

    private void cancel(TaskId id) {
        for (var crew : crews) {
            for (var run : crew.claimed()) {
                if (run.claim().task().id().equals(id)) {
                    run.interrupt(Cause.CANCELLED);
                }
            }
        }
    }
}
