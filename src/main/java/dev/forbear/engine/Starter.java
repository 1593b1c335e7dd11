package dev.forbear.engine;

import java.time.Duration;
import java.util.List;

/**
 * Lets claims start: at once, or those that came early when they are due. Safe for many threads.
 */
final class Starter {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final List<Crew> crews;
    private final Settler settler;
    private final Watch watch;
    private final Surroundings around;
    private final Wake wake;

    /**
     * @param wake lets the next pass come sooner
     */
    Starter(List<Crew> crews, Settler settler, Watch watch, Surroundings around, Wake wake) {
        this.crews = crews;
        this.settler = settler;
        this.watch = watch;
        this.around = around;
        this.wake = wake;
    }

    /** From here on it is the crew's, and starts in time after the next {@link #start}. */
    void accept(Crew crew, Run run, long now) {
        var left = crew.accept(run, now);
        watch.accepted(run);
        if (left > 0) {
            wake.dueIn(Duration.ofNanos(left));
        }
    }

    /** Starts as much of what is due as there are slots. */
    void start(Crew crew) {
        Worker.startAll(crew, settler, around);
    }

    /** Starts what has become due; returns how long nothing more will. */
    Duration pass() {
        var next = LONGEST.toNanos();
        for (var crew : crews) {
            next = Math.min(next, crew.ripened(around.ticker().nanos()));
            start(crew);
            if (crew.lacksSlots()) { // they were given away since: another process may have some
                around.wake().dueIn(Dispatcher.STALE);
            }
        }
        return Duration.ofNanos(next);
    }
}
