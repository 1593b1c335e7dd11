package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Task;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;

/**
 * Writes what became of attempts, without holding their threads, and keeps what could not be
 * written until it can. Safe for use by many threads.
 */
final class Settler {

    private static final System.Logger LOG = System.getLogger("forbear.engine");

    private final TaskStore store;
    private final Controllers controllers;
    private final Wake wake;
    private final TaskEvents events;
    private final Queue<Settlement> unwritten = new ArrayDeque<>();
    private int inFlight;
    private boolean away;

    Settler(TaskStore store, Controllers controllers, Wake wake, TaskEvents events) {
        this.store = store;
        this.controllers = controllers;
        this.wake = wake;
        this.events = events;
    }

    void settle(Settlement settlement) {
        synchronized (this) {
            inFlight++;
        }
        var _ =
                store.settle(settlement)
                        .whenComplete((settled, failure) -> {
                            try {
                                if (failure == null) {
                                    told(settlement, settled);
                                }
                            } finally {
                                landed(settlement, failure).forEach(this::settle);
                            }
                        });
    }

    /** Returns what is to be written again: one success shows that the store is back. */
    private synchronized List<Settlement> landed(
            Settlement settlement, @Nullable Throwable failure) {
        inFlight--;
        notifyAll();
        if (failure != null) {
            keep(settlement, failure);
            return List.of();
        }
        var again = List.copyOf(unwritten);
        unwritten.clear();
        if (away) {
            away = false;
            LOG.log(Level.INFO, "outcomes of attempts are written again");
        }
        return again;
    }

    private void keep(Settlement settlement, Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof StoreAwayException)) {
            // a fault of ours in this one; the others must not wait for it
            LOG.log(
                    Level.ERROR,
                    "the outcome of "
                            + settlement.claim().task().id()
                            + " cannot be written;"
                            + " the next start counts its attempt as crashed",
                    cause);
            return;
        }
        unwritten.add(settlement);
        if (!away) {
            away = true;
            LOG.log(
                    Level.WARNING,
                    "outcomes of attempts cannot be written, are kept and tried again: "
                            + cause.getMessage());
        }
    }

    private void told(Settlement settlement, Optional<Settled> settled) {
        if (settled.isEmpty()) {
            events.on(new TaskEvent.Fenced(settlement.claim(), settlement.took()));
            wake.dueIn(Duration.ZERO); // a revival may have waited for this thread
            return;
        }
        var claim = settlement.claim();
        var now = settled.get();
        var own = claim.task().terms().maxAttempts();
        var limit =
                controllers
                        .find(claim.controller())
                        .map(c -> c.maxAttempts(own))
                        .orElse(claim.attempt());
        events.on(
                new TaskEvent.AttemptEnded(
                        claim,
                        settlement.verdict(),
                        now.after(),
                        now.outcome(),
                        limit,
                        settlement.took(),
                        nextDelay(now.after())));
        if (now.nextIn() != null) {
            wake.dueIn(now.nextIn());
        }
    }

    /** As it was drawn, however long the writing took. */
    private static @Nullable Duration nextDelay(Task after) {
        var due = after.state().dueAt();
        return due == null ? null : Duration.between(after.updatedAt(), due);
    }

    /** Tries one of those that could not be written; returns true if there is none. */
    boolean redo() {
        Settlement probe;
        synchronized (this) {
            if (unwritten.isEmpty()) {
                return true;
            }
            probe = inFlight == 0 ? unwritten.poll() : null;
        }
        if (probe != null) {
            settle(probe);
        }
        return false;
    }

    synchronized int pending() {
        return inFlight + unwritten.size();
    }

    /**
     * Waits until all that is on its way has landed, at most so long; returns whether all is
     * written.
     */
    synchronized boolean await(long nanos, Ticker ticker) throws InterruptedException {
        var end = ticker.nanos() + nanos;
        for (var left = nanos; inFlight > 0 && left > 0; left = end - ticker.nanos()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return inFlight == 0 && unwritten.isEmpty();
    }
}
