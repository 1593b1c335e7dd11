package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads on a few platform threads with a connection each: SQLite's calls would hold the carriers of
 * virtual threads. Readers never wait for the writer, nor it for them. Safe for use by many
 * threads.
 */
final class Readers {

    static final int THREADS = 4;
    private static final int MOST_WAITING = 10_000;

    private final SqliteFile file;
    private final Duration patience;
    private final BlockingQueue<Session> idle = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    1,
                    TimeUnit.MINUTES,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofPlatform().name("forbear-store-reader-", 0).daemon().factory());

    /**
     * @param patience how long a caller waits at most
     */
    Readers(SqliteFile file, Duration patience) {
        this.file = file;
        this.patience = patience;
        threads.allowCoreThreadTimeOut(true);
    }

    /** What is read, in a transaction of its own, so that all of it is of one moment. */
    interface Reading<R> {
        R from(Session session) throws SQLException;
    }

    /**
     * Waits for what is read; an interrupt is left for later.
     *
     * @throws StoreAwayException also if it took too long
     */
    <R> R read(Reading<R> reading) {
        try {
            var read = CompletableFuture.supplyAsync(() -> now(reading), threads);
            if (!Patience.of(patience).awaitDone(read)) {
                read.cancel(false); // if it has not begun it never does
                throw new StoreAwayException("the store took too long to read", null);
            }
            return read.join();
        } catch (RejectedExecutionException e) {
            throw new StoreAwayException("too many reads wait, or the store is closed", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <R> R now(Reading<R> reading) {
        @Nullable Session session = null;
        try {
            session = idle.poll();
            if (session == null) {
                session = file.reader();
            }
            session.update("begin");
            var result = reading.from(session);
            session.update("commit");
            idle.add(session);
            session = null;
            return result;
        } catch (SQLException e) {
            throw SqliteFile.failure(e);
        } finally {
            discard(session);
        }
    }

    /** One that failed is not used again. */
    private static void discard(@Nullable Session session) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException _) {
                // the read has failed for a reason that says more
            }
        }
    }

    /** Waits for what is being read, as long as there is patience. */
    void close(Patience patience) {
        threads.shutdown();
        patience.await(nanos -> threads.awaitTermination(nanos, TimeUnit.NANOSECONDS));
        for (var session = idle.poll(); session != null; session = idle.poll()) {
            discard(session);
        }
    }
}
