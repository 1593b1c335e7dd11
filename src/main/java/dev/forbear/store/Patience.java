package dev.forbear.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits a bounded time, through interrupts, which are left for later. */
final class Patience {

    private final long end;

    private Patience(Duration atMost) {
        this.end = System.nanoTime() + atMost.toNanos();
    }

    /** Begins now: all waits together are bounded. */
    static Patience of(Duration atMost) {
        return new Patience(atMost);
    }

    /** Something to wait for. */
    interface Wait {
        /** Returns whether it came about. */
        boolean atMost(long nanos) throws InterruptedException;
    }

    /** Returns whether it came about in the time that is left. */
    boolean await(Wait wait) {
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

    /** Returns whether it is done, well or not, in the time that is left. */
    boolean awaitDone(CompletableFuture<?> future) {
        return await(nanos -> {
            try {
                future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return false;
            } catch (ExecutionException _) {
                return true; // told by who asks for its value
            }
            return true;
        });
    }
}
