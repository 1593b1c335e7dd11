package dev.forbear.architecture.planted.task;

/** Planted: reads the clock. */
public final class ReadsTheClock {
    long it = System.currentTimeMillis();
}
