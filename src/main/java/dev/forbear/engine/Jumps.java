package dev.forbear.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices that the wall clock was set, or that the machine slept, by the monotonic one. For one
 * thread.
 */
final class Jumps {

    private static final Duration LEAST = Duration.ofSeconds(5);

    private final Ticker ticker;
    private final InstantSource clock;
    private Instant wall;
    private long monotonic;

    Jumps(Ticker ticker, InstantSource clock) {
        this.ticker = ticker;
        this.clock = clock;
        this.wall = clock.instant();
        this.monotonic = ticker.nanos();
    }

    /** Whether there was one of more than 5 s since the last call, either way. */
    boolean any() {
        var elapsed = Duration.ofNanos(ticker.nanos() - monotonic);
        var jump = Duration.between(wall, clock.instant()).minus(elapsed);
        wall = wall.plus(elapsed).plus(jump);
        monotonic += elapsed.toNanos();
        return jump.abs().compareTo(LEAST) > 0;
    }
}
