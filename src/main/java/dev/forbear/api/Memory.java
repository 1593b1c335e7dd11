package dev.forbear.api;

import dev.forbear.engine.StoreAwayException;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How much of the heap calls may hold together, however many they are: without it a hundred large
 * pages or bodies at a time would end the process. Counts in KiB. Safe for use by many threads.
 */
final class Memory {

    /** What a page needs while it is read: up to 8 MiB as it is sent, and a chunk of tasks. */
    static final int PAGE = 16 * 1024;

    /** What a plan of 10,000 attempts needs. */
    static final int PLAN = 6 * 1024;

    private static final int RETRY_SECONDS = 5;

    private final Semaphore answers;
    private final Semaphore bodies;
    private final Semaphore tasks;
    private final Duration patience;

    /**
     * @param answers KiB for large answers, from before they are made until the caller has them
     * @param bodies KiB for what has come of bodies that are longer than usual
     * @param tasks how many single tasks are read and rendered at a time
     * @param patience how long a call waits for its share before it is refused
     */
    record Size(int answers, int bodies, int tasks, Duration patience) {}

    Memory(Size size) {
        // fair: what needs much would else wait behind all that need little
        this.answers = new Semaphore(size.answers(), true);
        this.bodies = new Semaphore(size.bodies(), true);
        this.tasks = new Semaphore(size.tasks(), true);
        this.patience = size.patience();
    }

    /** For a large answer; the call is refused if there is no room for it in time. */
    Share answer(int kib) {
        var share = new Share(answers, "large answers");
        share.grow(kib);
        return share;
    }

    /** For a body, nothing at first. */
    Share body() {
        return new Share(bodies, "large bodies");
    }

    /**
     * Waits its turn; what the others wait for is the store alone.
     *
     * @throws StoreAwayException if that does not answer them in time
     */
    <T> T task(Supplier<T> read) {
        if (!taken(tasks, 1)) {
            throw new StoreAwayException("more calls wait for the store than it answers", null);
        }
        try {
            return read.get();
        } finally {
            tasks.release();
        }
    }

    private boolean taken(Semaphore of, int permits) {
        try {
            return of.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What one call holds; for one thread at a time. */
    final class Share implements AutoCloseable {

        private final Semaphore of;
        private final String what;
        private int held;

        private Share(Semaphore of, String what) {
            this.of = of;
            this.what = what;
        }

        /**
         * @throws Refusal if there is no room for so much in time
         */
        void grow(int kib) {
            if (!taken(of, kib)) {
                throw tooMuch();
            }
            held += kib;
        }

        private Refusal tooMuch() {
            return Refusal.retryAfter(
                    RETRY_SECONDS,
                    new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            "Other calls hold all the memory there is for "
                                    + what
                                    + "; send this one again."));
        }

        /** Gives back what is above the given. */
        void shrink(int kib) {
            if (held > kib) {
                of.release(held - kib);
                held = kib;
            }
        }

        @Override
        public void close() {
            shrink(0);
        }
    }
}
