package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls whose time is over: a receiver that sends a byte now and then passes every timeout of
 * a socket. One thread for all calls. Safe for use by many threads.
 */
final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("forbear-http-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The time of one call begins; it is closed when the call has ended. */
    Deadline in(Duration time) {
        var deadline = new Deadline();
        deadline.timer = timer.schedule(deadline::pass, time.toNanos(), TimeUnit.NANOSECONDS);
        return deadline;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The end of one call's time. */
    static final class Deadline implements AutoCloseable {

        private @Nullable Future<?> timer;
        private Runnable end = () -> {};
        private boolean passed;

        /** What ends the step that the call is at; done at once if the time is over. */
        synchronized void ends(Runnable step) {
            end = step;
            if (passed) {
                step.run();
            }
        }

        private synchronized void pass() {
            passed = true;
            end.run();
        }

        synchronized boolean passed() {
            return passed;
        }

        @Override
        public void close() {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
