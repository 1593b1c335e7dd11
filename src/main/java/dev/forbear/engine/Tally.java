package dev.forbear.engine;

import dev.forbear.task.Kind;

import java.util.Map;

/** How many tasks are in each state. */
public record Tally(Map<Kind, Long> counts) {

    public Tally {
        counts = Map.copyOf(counts);
    }

    public long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** What a backlog limit counts. */
    public long backlog() {
        return of(Kind.QUEUED) + of(Kind.RUNNING) + of(Kind.BACKING_OFF);
    }
}
