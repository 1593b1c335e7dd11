package dev.forbear.engine;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Makes passes on a platform thread of its own: each says how long to wait for the next, and a
 * wake-up cuts the wait short. Whatever a pass throws is logged, once for each kind until a pass
 * succeeds, or told to the outage that all share, and the loop goes on.
 */
final class Loop implements Wake {

    private static final System.Logger LOG = System.getLogger("forbear.engine");
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final long NEVER = Long.MAX_VALUE;

    private final String name;
    private final Supplier<Duration> pass;
    private final Ticker ticker;
    private final Outage outage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final Set<Class<?>> logged = new HashSet<>();
    private @Nullable Thread thread;
    private boolean closed;
    private long wakeIn; // the first pass comes at once
    private long wakeSetAt;

    Loop(String name, Supplier<Duration> pass, Ticker ticker, Outage outage) {
        this.name = name;
        this.pass = pass;
        this.ticker = ticker;
        this.outage = outage;
    }

    void start() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().name(name).daemon().start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dueIn(Duration delay) {
        var nanos = Math.max(0, delay.compareTo(Duration.ofDays(1)) > 0 ? NEVER : delay.toNanos());
        lock.lock();
        try {
            var now = ticker.nanos();
            if (nanos < left(now)) {
                wakeIn = nanos;
                wakeSetAt = now;
                sooner.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private long left(long now) {
        return wakeIn == NEVER ? NEVER : Math.max(0, wakeIn - (now - wakeSetAt));
    }

    private void run() {
        while (await()) {
            dueIn(once());
        }
    }

    /** One pass, which throws nothing; returns how long to wait for the next. */
    Duration once() {
        try {
            var next = pass.get();
            recovered();
            return next;
        } catch (StoreAwayException e) {
            outage.away(name, e);
        } catch (Throwable e) { // the loop is what retries depend on: nothing may end it
            log(e);
        }
        return AFTER_A_FAILURE;
    }

    /** Waits for the next pass; false if the loop was closed. */
    private boolean await() {
        lock.lock();
        try {
            for (var left = left(ticker.nanos());
                    left > 0 && !closed;
                    left = left(ticker.nanos())) {
                sooner.awaitNanos(left);
            }
            wakeIn = NEVER;
            return !closed;
        } catch (InterruptedException e) {
            return !closed; // nobody interrupts it but a stranger; the pass does no harm
        } finally {
            lock.unlock();
        }
    }

    private void log(Throwable e) {
        if (logged.add(e.getClass())) {
            LOG.log(
                    Level.ERROR,
                    name + " failed and goes on; the next of its kind is not logged",
                    e);
        }
    }

    private void recovered() {
        outage.back(name);
        if (!logged.isEmpty()) {
            logged.clear();
            LOG.log(Level.INFO, name + " works again");
        }
    }

    /** Ends the loop and waits for a pass under way, at most so long. */
    void close(Duration atMost) throws InterruptedException {
        Thread running;
        lock.lock();
        try {
            closed = true;
            sooner.signal();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            running.join(atMost);
        }
    }
}
