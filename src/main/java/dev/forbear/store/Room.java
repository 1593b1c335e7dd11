package dev.forbear.store;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds what waits. Safe for use by many threads. */
final class Room {

    private final int size;
    private final Semaphore free;

    Room(int size) {
        this.size = size;
        this.free = new Semaphore(size);
    }

    /**
     * Waits for room, at most so long. Nothing takes more than a quarter of all, lest it wait for
     * ever.
     *
     * @return whether there is
     */
    boolean take(int weight, Patience patience) {
        return patience.await(
                nanos -> free.tryAcquire(bounded(weight), nanos, TimeUnit.NANOSECONDS));
    }

    void leave(int weight) {
        free.release(bounded(weight));
    }

    private int bounded(int weight) {
        return Math.min(weight, size / 4);
    }
}
