package dev.forbear.engine;

/** The monotonic clock, in nanoseconds from an arbitrary origin. */
@FunctionalInterface
public interface Ticker {

    long nanos();
}
