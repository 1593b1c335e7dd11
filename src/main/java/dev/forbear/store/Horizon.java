package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Before which time nothing of a controller can be due, so that nobody has to look: never later
 * than its earliest due time, and not known until somebody has looked. The writer's thread changes
 * it; safe to be read by many.
 */
final class Horizon {

    private final Map<String, Instant> earliest = new ConcurrentHashMap<>();

    /** Something has become due at the time, or will. */
    void lower(String controller, Instant due) {
        earliest.computeIfPresent(controller, (_, known) -> due.isBefore(known) ? due : known);
    }

    /**
     * What is there has been looked at.
     *
     * @param due the earliest due time; null if nothing waits
     */
    void seen(String controller, @Nullable Instant due) {
        earliest.put(controller, due == null ? Instant.MAX : due);
    }

    /** What was seen may not be so after all. */
    void forget() {
        earliest.clear();
    }

    boolean mayBeDue(String controller, Instant now) {
        var known = earliest.get(controller);
        return known == null || !known.isAfter(now);
    }

    /** The earliest time at which anything can be due; Instant.MAX if nothing waits. */
    Instant next(List<Appetite> appetites, Instant now) {
        var next = Instant.MAX;
        for (var appetite : appetites) {
            var known = earliest.getOrDefault(appetite.controller(), now);
            next = known.isBefore(next) ? known : next;
        }
        return next;
    }
}
