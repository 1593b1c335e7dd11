package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final Semaphore room = new Semaphore(MOST_WAITING);
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

    /** Writes operations in one transaction. */
    interface Ledger<T> {
        /**
         * Writes all, in order.
         *
         * @return their answers, in order; all is durable
         * @throws StoreAwayException if none is written, whoever is to blame for it
         * @throws RuntimeException if none is written since one of them cannot be
         */
        List<?> write(List<? extends Operation<T, ?>> operations);
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
        if (!roomFor(entry.operation())) {
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

    private boolean roomFor(Operation<T, ?> operation) {
        var interrupted = false;
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                try {
                    return room.tryAcquire(
                            weight(operation), end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    private static int weight(Operation<?, ?> operation) {
        return Math.min(operation.weight(), MOST_WAITING / 4);
    }

    private void run() {
        for (var batch = next(); !batch.isEmpty(); batch = next()) {
            write(batch);
            room.release(batch.stream().mapToInt(entry -> weight(entry.operation())).sum());
        }
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
        answers.execute(() -> {
            for (var i = 0; i < batch.size(); i++) {
                batch.get(i).complete(results.get(i));
            }
        });
    }

    private void fail(List<Entry<T, ?>> batch, Throwable e) {
        batch.stream()
                .filter(Entry::awaited)
                .forEach(entry -> entry.future().completeExceptionally(e));
        answers.execute(() -> batch.forEach(entry -> entry.future().completeExceptionally(e)));
    }

    /** Writes what waits, then takes no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            something.signalAll();
        } finally {
            lock.unlock();
        }
        var interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
