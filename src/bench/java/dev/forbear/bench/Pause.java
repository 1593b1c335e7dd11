package dev.forbear.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets the measured time go by. */
final class Pause {

    private Pause() {}

    static void until(long nanoTime) {
        for (var left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void of(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }
}
