package dev.forbear.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The loops of an engine; leases are renewed only where several processes share a store. */
record Loops(
        Loop dispatching,
        Loop starting,
        Loop housekeeping,
        Loop watching,
        Optional<Loop> renewing) {

    /** What ends when a stop begins. */
    List<Loop> claiming() {
        return List.of(dispatching, starting, housekeeping);
    }

    /** What goes on as long as attempts run. */
    List<Loop> guarding() {
        return Stream.concat(Stream.of(watching), renewing.stream()).toList();
    }

    void start() {
        all().forEach(Loop::start);
    }

    /** One pass of each, which throws nothing; returns how long to wait for the next. */
    Duration once() {
        return all().map(Loop::once).min(Duration::compareTo).orElseThrow();
    }

    private Stream<Loop> all() {
        return Stream.concat(claiming().stream(), guarding().stream());
    }
}
