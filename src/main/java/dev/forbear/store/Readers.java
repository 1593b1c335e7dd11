package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads on a few platform threads, so that no interrupt breaks a connection and no native call
 * holds the carrier of a virtual thread. Safe for use by many threads.
 */
final class Readers {

    static final int THREADS = 4;
    private static final int MOST_WAITING = 10_000;

    private final Source source;
    private final Duration patience;
    private volatile @Nullable Gone gone;
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
    Readers(Source source, Duration patience) {
        this.source = source;
        this.patience = patience;
        threads.allowCoreThreadTimeOut(true);
    }

    /** When a read last found nobody to read from, on the monotonic clock. */
    private record Gone(long nanos, SQLException why) {
        boolean isSince(long asked) {
            return nanos - asked > 0;
        }
    }

    /** What is read, in a transaction of its own, so that all of it is of one moment. */
    interface Reading<R> {
        R from(Session session) throws SQLException;
    }

    /** What is read from. */
    interface Source {
        /** Safe for use by as many threads as there are readers. */
        <R> R read(Reading<R> reading) throws SQLException;

        /** What an error means to callers. */
        RuntimeException failure(SQLException e);

        void close();
    }

    /**
     * Waits for what is read; an interrupt is left for later. What is asked while others find
     * nobody to read from does not find that out for itself: of many who ask at once the last would
     * wait for all of them.
     *
     * @throws StoreAwayException also if it took too long
     */
    <R> R read(Reading<R> reading) {
        try {
            var asked = System.nanoTime();
            var read = CompletableFuture.supplyAsync(() -> now(reading, asked), threads);
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

    private <R> R now(Reading<R> reading, long asked) {
        var known = gone;
        if (known != null && known.isSince(asked)) {
            throw source.failure(known.why());
        }
        try {
            return source.read(reading);
        } catch (SQLException e) {
            if (isOfConnection(e)) {
                gone = new Gone(System.nanoTime(), e);
            }
            throw source.failure(e);
        }
    }

    private static boolean isOfConnection(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P");
    }

    /** Waits for what is being read, as long as there is patience. */
    void close(Patience patience) {
        threads.shutdown();
        patience.await(nanos -> threads.awaitTermination(nanos, TimeUnit.NANOSECONDS));
        source.close();
    }
}
