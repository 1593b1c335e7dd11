package dev.forbear.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From which due time on a controller's waiting tasks are looked at. Below it lie the index entries
 * of what was claimed, which stay for as long as somebody's old transaction keeps the vacuum off;
 * what slips in below it all the same is found by a sweep without it. Safe for use by many threads.
 */
final class Watermarks {

    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final StoreClock clock;
    private final long sweepNanos;
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();

    /**
     * @param swept when it was last looked without, on the monotonic clock
     * @param jumps of the database's clock that had been seen
     */
    private record Mark(Instant from, long swept, int jumps) {}

    /**
     * @param sweep how long it is looked with a mark until it is looked without
     */
    Watermarks(StoreClock clock, Duration sweep) {
        this.clock = clock;
        this.sweepNanos = sweep.toNanos();
    }

    /** In microseconds; the least there is where all is to be looked at. */
    long from(String controller) {
        var mark = marks.get(controller);
        return mark == null || isToBeSwept(mark) ? Long.MIN_VALUE : Micros.of(mark.from());
    }

    private boolean isToBeSwept(Mark mark) {
        return clock.nanos() - mark.swept() >= sweepNanos || mark.jumps() != clock.jumps();
    }

    /**
     * It has been looked.
     *
     * @param swept whether from the beginning
     * @param first before which nothing waits
     */
    void looked(String controller, boolean swept, Instant first) {
        var from = first.minus(MARGIN);
        marks.compute(
                controller,
                (_, was) ->
                        swept || was == null
                                ? new Mark(from, clock.nanos(), clock.jumps())
                                : new Mark(from, was.swept(), was.jumps()));
    }

    /** Something became due, or will, that may lie below. */
    void lower(String controller, Instant due) {
        marks.computeIfPresent(
                controller,
                (_, mark) ->
                        due.isBefore(mark.from())
                                ? new Mark(due, mark.swept(), mark.jumps())
                                : mark);
    }
}
