package dev.forbear.breaking;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time go by, all of it unless the thread is interrupted. */
final class Pause {

    private Pause() {}

    static void of(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
