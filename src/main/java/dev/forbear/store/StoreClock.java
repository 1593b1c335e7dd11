package dev.forbear.store;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The database's time between two readings of it, told by this machine's monotonic clock. Safe for
 * use by many threads.
 */
final class StoreClock {

    private static final Duration JUMP = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private volatile Reading last = new Reading(Instant.EPOCH, 0, 0, 0);

    /**
     * @param now what the database said
     * @param at when, on the monotonic clock
     * @param jumps how often it was seen to be set
     * @param jumped when it last was, on the monotonic clock
     */
    private record Reading(Instant now, long at, int jumps, long jumped) {}

    /**
     * @param nanos the monotonic clock
     */
    StoreClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes in what the database says now. */
    synchronized Instant read(long micros) {
        var now = Micros.instant(micros);
        var at = nanos.getAsLong();
        var was = last;
        var set = Duration.between(now(), now).abs().compareTo(JUMP) > 0;
        last =
                set && !was.now().equals(Instant.EPOCH)
                        ? new Reading(now, at, was.jumps() + 1, at)
                        : new Reading(now, at, was.jumps(), was.jumped());
        return now;
    }

    /** What the database would say now, if nobody sets its clock. */
    Instant now() {
        var reading = last;
        return reading.now().plusNanos(nanos.getAsLong() - reading.at());
    }

    /** How often it was seen to be set. */
    int jumps() {
        return last.jumps();
    }

    /** True if it was seen to be set within the time. */
    boolean wasSetWithin(Duration time) {
        var reading = last;
        return reading.jumps() > 0 && nanos.getAsLong() - reading.jumped() < time.toNanos();
    }

    long nanos() {
        return nanos.getAsLong();
    }
}
