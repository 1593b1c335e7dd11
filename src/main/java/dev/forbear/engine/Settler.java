package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Task;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Writes what became of attempts, without holding their threads, and keeps what could not be
 * written until it can. Safe for use by many threads.
 */
final class Settler {

    private static final System.Logger LOG = System.getLogger("forbear.engine");
    private static final String OUTCOMES = "outcomes";

    private final TaskStore store;
    private final Controllers controllers;
    private final Wake wake;
    private final TaskEvents events;
    private final Queue<Settlement> unwritten = new ArrayDeque<>();
    private final Outage outage;

    /** By identity: to compare settlements is to compare whole tasks. */
    private final Set<Settlement> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());

    Settler(TaskStore store, Controllers controllers, Outage outage, Wake wake, TaskEvents events) {
        this.store = store;
        this.controllers = controllers;
        this.outage = outage;
        this.wake = wake;
        this.events = events;
    }

    void settle(Settlement settlement) {
        synchronized (this) {
            inFlight.add(settlement);
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
        inFlight.remove(settlement);
        notifyAll();
        if (failure != null) {
            keep(settlement, failure);
            return List.of();
        }
        var again = List.copyOf(unwritten);
        unwritten.clear();
        outage.back(OUTCOMES);
        return again;
    }

    private void keep(Settlement settlement, Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof StoreAwayException away)) {
            // a fault of ours in this one; the others must not wait for it
            LOG.log(
                    Level.ERROR,
                    "the outcome of "
                            + settlement.claim().task().id()
                            + " cannot be written; its attempt counts as crashed when its lease"
                            + " is over, or at the next start",
                    cause);
            if (unwritten.isEmpty()) {
                outage.back(OUTCOMES); // none is left that could say so
            }
            return;
        }
        unwritten.add(settlement);
        outage.away(OUTCOMES, away);
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
            probe = inFlight.isEmpty() ? unwritten.poll() : null;
        }
        if (probe != null) {
            settle(probe);
        }
        return false;
    }

    synchronized int pending() {
        return inFlight.size() + unwritten.size();
    }

    /** The claims whose outcome is not written yet. */
    synchronized List<Claim> held() {
        return Stream.concat(inFlight.stream(), unwritten.stream()).map(Settlement::claim).toList();
    }

    /**
     * Waits until all that is on its way has landed, at most so long; returns whether all is
     * written.
     */
    synchronized boolean await(long nanos, Ticker ticker) throws InterruptedException {
        var end = ticker.nanos() + nanos;
        for (var left = nanos; !inFlight.isEmpty() && left > 0; left = end - ticker.nanos()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return inFlight.isEmpty() && unwritten.isEmpty();
    }
}
