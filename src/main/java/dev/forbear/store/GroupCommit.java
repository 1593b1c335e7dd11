package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets many callers share one commit: while one batch is being written the next gathers, so that
 * nobody waits for a timer. Safe for use by many threads; a thread of its own writes.
 *
 * @param <T> what an operation writes through
 */
final class GroupCommit<T> implements AutoCloseable {

    /** What waits and is being written, in units of {@link Operation#weight}. */
    private static final int MOST_WAITING = 4_096;

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    /** So many are company enough. */
    private static final int COMPANY = 32;

    private final Ledger<T> ledger;
    private final Executor answers;
    private final Duration patience;
    private final long lingerNanos;
    private final Room room = new Room(MOST_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private List<Entry<T, ?>> waiting = new ArrayList<>();
    private boolean closed;
    private volatile @Nullable Long writingSince;
    private final Thread writer;

    /**
     * @param answers completes the futures of {@link #write}, one batch a task; callbacks run there
     *     and hold up the answers after them, but no commit
     */
    GroupCommit(Ledger<T> ledger, Executor answers) {
        this(ledger, answers, MOST_PATIENCE, Duration.ZERO);
    }

    /**
     * @param patience how long a caller waits at most
     * @param linger how long what {@link Operation#hasTime has time} waits for what has none
     */
    GroupCommit(Ledger<T> ledger, Executor answers, Duration patience, Duration linger) {
        this.patience = patience;
        this.lingerNanos = linger.toNanos();
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

        /** True if nobody waits for it, so that it may wait a little for company. */
        default boolean hasTime() {
            return false;
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
        List<?> write(List<? extends Operation<? super T, ?>> operations);

        void close();
    }

    private record Entry<T, R>(
            Operation<? super T, R> operation, CompletableFuture<R> future, boolean awaited) {

        @SuppressWarnings("unchecked") // the ledger's answer to this operation
        void complete(Object answer) {
            future.complete((R) answer);
        }
    }

    /**
     * Completes when the operation is durable, or exceptionally. Waits a bounded time while too
     * much waits, and not at all where nothing has been written for so long.
     */
    <R> CompletableFuture<R> write(Operation<? super T, R> operation) {
        var entry = new Entry<T, R>(operation, new CompletableFuture<>(), false);
        return add(entry, Patience.of(patience));
    }

    /**
     * Waits until the operation is durable; an interrupt is left for later. May be called from a
     * callback.
     *
     * @throws StoreAwayException also if it took too long: it may be written yet
     */
    <R> R await(Operation<? super T, R> operation) {
        return await(operation, Patience.of(patience), _ -> {});
    }

    /**
     * @param tooLate takes what was answered when nobody waited for it any more
     */
    <R> R await(Operation<? super T, R> operation, Consumer<? super R> tooLate) {
        return await(operation, Patience.of(patience), tooLate);
    }

    <R> R await(Operation<? super T, R> operation, Patience patience, Consumer<? super R> tooLate) {
        var future = add(new Entry<T, R>(operation, new CompletableFuture<>(), true), patience);
        if (!patience.awaitDone(future)) {
            var _ = future.thenAccept(tooLate);
            throw new StoreAwayException("the store took too long; it may write this yet", null);
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <R> CompletableFuture<R> add(Entry<T, R> entry, Patience patience) {
        if (stalled()) {
            return away("the store has not written for " + this.patience.toSeconds() + " s");
        }
        if (!room.take(entry.operation().weight(), patience)) {
            return away("more waits to be written than the store could write in time");
        }
        lock.lock();
        try {
            if (closed) {
                room.leave(entry.operation().weight());
                return away("the store is closed");
            }
            waiting.add(entry);
            something.signal();
        } finally {
            lock.unlock();
        }
        return entry.future();
    }

    private static <R> CompletableFuture<R> away(String why) {
        return CompletableFuture.failedFuture(new StoreAwayException(why, null));
    }

    /** True if one batch has been under way for too long. */
    private boolean stalled() {
        var since = writingSince;
        return since != null && System.nanoTime() - since > patience.toNanos();
    }

    private void run() {
        for (var batch = next(); !batch.isEmpty(); batch = next()) {
            writingSince = System.nanoTime();
            try {
                write(batch);
            } catch (Throwable e) { // no memory, or no thread, to give the answers with
                batch.forEach(entry -> entry.future().completeExceptionally(e));
            } finally {
                writingSince = null;
                batch.forEach(entry -> room.leave(entry.operation().weight()));
            }
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
            linger();
            var batch = waiting;
            waiting = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void linger() {
        var left = lingerNanos;
        while (left > 0 && !closed && waiting.size() < COMPANY && allHaveTime()) {
            try {
                left = something.awaitNanos(left);
            } catch (InterruptedException _) { // nobody interrupts the writer for a reason
                left = 0;
            }
        }
    }

    private boolean allHaveTime() {
        return waiting.stream().allMatch(entry -> entry.operation().hasTime());
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

    /** Writes what waits, then takes no more; waits for it. */
    @Override
    public void close() {
        close(Patience.of(patience));
    }

    /** As {@link #close()}; lets the writer go when the patience ends. */
    void close(Patience patience) {
        lock.lock();
        try {
            closed = true;
            something.signalAll();
        } finally {
            lock.unlock();
        }
        patience.await(nanos -> writer.join(Duration.ofNanos(nanos)));
    }
}
