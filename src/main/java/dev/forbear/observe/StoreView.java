package dev.forbear.observe;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.engine.Ticker;
import dev.forbear.task.Kind;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the store says of all tasks, read at most once a second, and only when somebody asks. Safe
 * for use by many threads.
 */
final class StoreView {

    /** Counting what is due goes no further than this. */
    private static final long READY_CAP = 100_000;

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final TaskStore store;
    private final Controllers controllers;
    private final Ticker ticker;
    private final boolean counted;
    private Seen seen = new Seen(Optional.empty(), false);
    private boolean read;
    private volatile boolean reached;
    private long readAt;

    /**
     * What was read together.
     *
     * @param ready how many are due now; none where it is not counted, or another replica tells it
     */
    record Facts(
            Map<String, Tally> tallies,
            Map<String, Duration> oldestDueAges,
            Map<String, Pause> pauses,
            Map<String, Long> ready) {

        Tally tally(String controller) {
            return tallies.getOrDefault(controller, new Tally(Map.of()));
        }

        Duration oldestDueAge(String controller) {
            return oldestDueAges.getOrDefault(controller, Duration.ZERO);
        }
    }

    private record Seen(Optional<Facts> facts, boolean up) {}

    /**
     * @param counted whether what is due is counted
     */
    StoreView(TaskStore store, Controllers controllers, Ticker ticker, boolean counted) {
        this.store = store;
        this.controllers = controllers;
        this.ticker = ticker;
        this.counted = counted;
    }

    /** Empty while the store is away. */
    Optional<Facts> facts() {
        return seen().facts();
    }

    /** Whether it counts what is due. */
    boolean counted() {
        return counted;
    }

    boolean up() {
        return seen().up();
    }

    /**
     * True from the first time on that the store answered; from then on it waits for nobody's look
     * at a store that hangs.
     */
    boolean reached() {
        return reached || seen().up();
    }

    /** All controllers that have a live node or a task. */
    Set<String> names(Facts facts) {
        return controllers.known(facts.tallies());
    }

    /** Tasks that wait although no live node has their controller. */
    long orphaned(Facts facts) {
        return facts.tallies().entrySet().stream()
                .filter(entry -> !controllers.isLive(entry.getKey()))
                .map(Map.Entry::getValue)
                .mapToLong(tally -> tally.of(Kind.QUEUED) + tally.of(Kind.BACKING_OFF))
                .sum();
    }

    private synchronized Seen seen() {
        if (!read || ticker.nanos() - readAt >= FRESH) {
            seen = look();
            reached |= seen.up();
            read = true;
            readAt = ticker.nanos();
        }
        return seen;
    }

    private Seen look() {
        try {
            if (!store.reachable()) {
                return new Seen(Optional.empty(), false);
            }
            var facts =
                    new Facts(
                            store.tallies(),
                            store.oldestDueAges(),
                            store.pauses(),
                            counted && store.speaksForAll() ? store.ready(READY_CAP) : Map.of());
            return new Seen(Optional.of(facts), true);
        } catch (RuntimeException e) {
            // away, or at fault: what is not known is not shown, and store_up says so
            return new Seen(Optional.empty(), false);
        }
    }
}
