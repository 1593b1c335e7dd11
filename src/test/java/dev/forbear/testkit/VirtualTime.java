package dev.forbear.testkit;

import dev.forbear.engine.Ticker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test turns it. Safe for use by many threads. */
public final class VirtualTime implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile long nanos = 1;

    @Override
    public Instant instant() {
        return now;
    }

    /** The monotonic clock of the same time. */
    public Ticker ticker() {
        return () -> nanos;
    }

    /** Lets so much time pass on both clocks. */
    public synchronized void turn(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    /** Sets the wall clock apart, as somebody does who corrects it; the monotonic one stays. */
    public synchronized void jump(Duration by) {
        now = now.plus(by);
    }
}
