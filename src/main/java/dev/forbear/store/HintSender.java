package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells the other replicas what is due soon. Apart from the commits, for a notification takes a
 * lock that is the whole server's; and what comes together is told together. For many threads; has
 * one of its own.
 */
final class HintSender implements AutoCloseable {

    /** What is due later is seen by then: a replica looks about once a second. */
    private static final Duration SOON = Duration.ofMillis(1_100);

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    /** It is worth no sync: a hint that is lost costs a second. */
    private static final String NOTIFY =
            "select set_config('synchronous_commit', 'off', true), pg_notify('forbear', ?)";

    private final PostgresDatabase database;
    private final StoreClock clock;
    private final long node;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private Map<String, Long> pending = new TreeMap<>();
    private boolean closed;
    private final Thread thread;

    HintSender(PostgresDatabase database, StoreClock clock, long node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.thread =
                Thread.ofPlatform().name("forbear-store-hints-out").daemon().unstarted(this::run);
        thread.start();
    }

    void tell(Map<String, Instant> dues) {
        var soon = clock.now().plus(SOON);
        lock.lock();
        try {
            dues.forEach((controller, due) -> {
                if (!due.isAfter(soon)) {
                    pending.merge(controller, Micros.of(due), Math::min);
                    something.signal();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var dues = next(); !dues.isEmpty(); dues = next()) {
            var hint = new Hint(node, dues);
            try {
                database.ask(session -> session.one(NOTIFY, row -> row.getString(1), hint.text()));
            } catch (StoreAwayException | IllegalStateException _) {
                // they look for themselves before long
            }
        }
    }

    /** What is to be told, a pause after the last; empty when closed. */
    private Map<String, Long> next() {
        lock.lock();
        try {
            var pause = PAUSE_NANOS;
            while (!closed && (pause > 0 || pending.isEmpty())) {
                try {
                    if (pause > 0) {
                        pause = something.awaitNanos(pause);
                    } else {
                        something.await();
                    }
                } catch (InterruptedException _) {
                    pause = 0; // nobody interrupts it but to get on
                }
            }
            var dues = closed ? new TreeMap<String, Long>() : pending;
            pending = new TreeMap<>();
            return dues;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
