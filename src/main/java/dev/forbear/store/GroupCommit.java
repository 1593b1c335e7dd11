package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets many callers share one commit: while one batch is being written the next gathers, so that
 * nobody waits for a timer. Safe for use by many threads; a thread of its own writes.
 *
 * @param <T> what an operation writes through
 */
final class GroupCommit<T> implements AutoCloseable {

    /** What waits and is being written, in units of {@link Operation#weight}. */
    private static final int MOST_WAITING = 4_096;

    private static final long PATIENCE_SECONDS = 10;

    private final Ledger<T> ledger;
    private final Executor answers;
    private final Room room = new Room(MOST_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private List<Entry<T, ?>> waiting = new ArrayList<>();
    private boolean closed;
    private final Thread writer;

    /**
     * @param answers completes the futures of {@link #write}, one batch a task; callbacks run there
     *     and hold up the answers after them, but no commit
     */
    GroupCommit(Ledger<T> ledger, Executor answers) {
        this.ledger = ledger;
        this.answers = answers;
        this.writer =
                Thread.ofPlatform().name("forbear-store-writer").daemon().unstarted(this::run);
        writer.start();
    }

    /** What is written, as part of somebody's transaction. May be tried more than once. */
    interface Operation<T, R> {
        R on(T transaction) throws Exception;

        /** How much room it takes while it waits: 1 for each started KiB. */
        default int weight() {
            return 1;
        }
    }

    /** Writes operations in one transaction. Used, and closed, by the thread that writes. */
    interface Ledger<T> {
        /**
         * Writes all, in order.
         *
         * @return their answers, in order; all is durable
         * @throws StoreAwayException if none is written, whoever is to blame for it
         * @throws RuntimeException if none is written since one of them cannot be
         */
        List<?> write(List<? extends Operation<T, ?>> operations);

        void close();
    }

    private record Entry<T, R>(
            Operation<T, R> operation, CompletableFuture<R> future, boolean awaited) {

        @SuppressWarnings("unchecked") // the ledger's answer to this operation
        void complete(Object answer) {
            future.complete((R) answer);
        }
    }

    /** Completes when the operation is durable, or exceptionally. Waits while too much waits. */
    <R> CompletableFuture<R> write(Operation<T, R> operation) {
        return add(new Entry<>(operation, new CompletableFuture<>(), false));
    }

    /**
     * Waits until the operation is durable; an interrupt is left for later. May be called from a
     * callback.
     */
    <R> R await(Operation<T, R> operation) {
        var future = add(new Entry<>(operation, new CompletableFuture<R>(), true));
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <R> CompletableFuture<R> add(Entry<T, R> entry) {
        if (!room.take(entry.operation().weight(), PATIENCE_SECONDS)) {
            return CompletableFuture.failedFuture(
                    new StoreAwayException(
                            "more waits to be written than the store wrote in "
                                    + PATIENCE_SECONDS
                                    + " s",
                            null));
        }
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new StoreAwayException("the store is closed", null));
            }
            waiting.add(entry);
            something.signal();
        } finally {
            lock.unlock();
        }
        return entry.future();
    }

    private void run() {
        for (var batch = next(); !batch.isEmpty(); batch = next()) {
            write(batch);
            batch.forEach(entry -> room.leave(entry.operation().weight()));
        }
        ledger.close();
    }

    /** All that waits, as soon as there is any; empty when closed. */
    private List<Entry<T, ?>> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                something.awaitUninterruptibly();
            }
            var batch = waiting;
            waiting = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Entry<T, ?>> batch) {
        List<?> results;
        try {
            results = ledger.write(batch.stream().map(Entry::operation).toList());
        } catch (StoreAwayException e) {
            fail(batch, e);
            return;
        } catch (Throwable e) { // the writer outlives whatever an operation does
            divide(batch, e);
            return;
        }
        answer(batch, results);
    }

    /** Halves, and halves of these, so that a bad one ends up alone after few commits. */
    private void divide(List<Entry<T, ?>> batch, Throwable e) {
        if (batch.size() == 1) {
            fail(batch, e);
            return;
        }
        write(batch.subList(0, batch.size() / 2));
        write(batch.subList(batch.size() / 2, batch.size()));
    }

    private void answer(List<Entry<T, ?>> batch, List<?> results) {
        for (var i = 0; i < batch.size(); i++) {
            if (batch.get(i).awaited()) {
                batch.get(i).complete(results.get(i));
            }
        }
        afterwards(() -> {
            for (var i = 0; i < batch.size(); i++) {
                batch.get(i).complete(results.get(i));
            }
        });
    }

    private void fail(List<Entry<T, ?>> batch, Throwable e) {
        batch.stream()
                .filter(Entry::awaited)
                .forEach(entry -> entry.future().completeExceptionally(e));
        afterwards(() -> batch.forEach(entry -> entry.future().completeExceptionally(e)));
    }

    /** Somebody waits for each answer: it is given even where nobody is there to give it. */
    private void afterwards(Runnable answering) {
        try {
            answers.execute(answering);
        } catch (RejectedExecutionException _) {
            answering.run();
        }
    }

    /** Writes what waits, then takes no more; waits for it, at most some seconds. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            something.signalAll();
        } finally {
            lock.unlock();
        }
        Patience.wait(PATIENCE_SECONDS, nanos -> writer.join(Duration.ofNanos(nanos)));
    }
}
