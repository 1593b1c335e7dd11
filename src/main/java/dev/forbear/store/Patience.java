package dev.forbear.store;

import java.util.concurrent.TimeUnit;

/** Waits a bounded time, through interrupts, which are left for later. */
final class Patience {

    private Patience() {}

    /** Something to wait for. */
    interface Wait {
        /** Returns whether it came about. */
        boolean atMost(long nanos) throws InterruptedException;
    }

    /** Returns whether it came about within so many seconds. */
    static boolean wait(long seconds, Wait wait) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var interrupted = false;
        try {
            while (true) {
                try {
                    return wait.atMost(end - System.nanoTime());
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
