package dev.forbear.engine;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Interrupts attempts that run too long, longer than their lease lasts, or were cancelled, and
 * gives away the slots of those that ignore it. Asks the store nothing: it may hang.
 */
final class Watch implements TaskEvents {

    /** How long an attempt may ignore the interrupt of its timeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /** How long a claim may be on its way from the store when its task is cancelled. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    private final List<Crew> crews;
    private final Surroundings around;
    private final Map<TaskId, Cancellation> cancellations = new ConcurrentHashMap<>();

    /**
     * @param generation the last one that is cancelled; a revival begins a later one
     */
    private record Cancellation(long generation, long at) {
        boolean concerns(Run run) {
            return run.claim().generation() <= generation;
        }
    }

    Watch(List<Crew> crews, Surroundings around) {
        this.crews = crews;
        this.around = around;
    }

    /** Looks at each attempt once; returns how long none can exceed its time. */
    Duration pass() {
        var next = LONGEST;
        var now = around.ticker().nanos();
        cancellations.values().removeIf(c -> now - c.at() > ON_ITS_WAY.toNanos());
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
        var lease = Duration.ofNanos(run.leaseLeft(around.ticker().nanos()));
        if (!lease.isPositive()) {
            run.interrupt(Cause.LEASE);
        }
        var left = timeout.minusNanos(worked);
        if (left.isPositive()) {
            return lease.isPositive() ? shorter(left, lease) : left;
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
            var generation = after.progress().generation();
            cancellations.put(after.id(), new Cancellation(generation, around.ticker().nanos()));
            crews.forEach(crew -> crew.claimed().forEach(this::accepted));
        }
    }

    /** How many cancellations of the last minute are remembered. */
    int remembered() {
        return cancellations.size();
    }

    /** Interrupts the run if its task was cancelled, also while its claim was on its way. */
    void accepted(Run run) {
        var cancellation = cancellations.get(run.claim().task().id());
        if (cancellation != null && cancellation.concerns(run)) {
            run.interrupt(Cause.CANCELLED);
        }
    }
}
