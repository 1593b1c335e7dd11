package dev.forbear.store;

import dev.forbear.task.Failure;
import dev.forbear.task.Fingerprint;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often which failure was seen: gathered in memory, written late and in order. Safe for use by
 * many threads.
 */
final class Fingerprints {

    /** So many a controller; those that come after them count as {@link #OTHER}. */
    static final int MOST = 1_000;

    static final String OTHER = "other";

    private static final String READ = "select controller, fingerprint from fingerprint";

    private final Map<String, Set<String>> known = new HashMap<>();
    private SortedMap<Key, Sighting> unwritten = new TreeMap<>();

    private record Key(String controller, String fingerprint) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            var order = controller.compareTo(other.controller);
            return order == 0 ? fingerprint.compareTo(other.fingerprint) : order;
        }
    }

    private record Sighting(String type, String message, Instant first, Instant last, long hits) {
        Sighting and(Sighting later) {
            return new Sighting(type, message, first, later.last, hits + later.hits);
        }
    }

    synchronized void load(Session session) throws SQLException {
        session.walk(
                READ,
                row -> {
                    of(Rows.text(row, 1)).add(Rows.text(row, 2));
                    return true;
                });
    }

    private Set<String> of(String controller) {
        return known.computeIfAbsent(controller, _ -> new HashSet<>());
    }

    synchronized void seen(String controller, Failure failure, Instant now) {
        var present = of(controller);
        var fits = present.contains(failure.fingerprint()) || present.size() < MOST;
        var key = new Key(controller, fits ? failure.fingerprint() : OTHER);
        present.add(key.fingerprint());
        var sighting =
                fits
                        ? new Sighting(
                                failure.type(), Fingerprint.masked(failure.message()), now, now, 1)
                        : new Sighting("", OTHER, now, now, 1);
        unwritten.merge(key, sighting, Sighting::and);
    }

    /** Takes what is to be written; empty if nothing is. */
    synchronized Sightings take() {
        var taken = unwritten;
        unwritten = new TreeMap<>();
        return new Sightings(taken);
    }

    /** Not written after all. */
    synchronized void putBack(Sightings sightings) {
        sightings.seen.forEach(
                (key, earlier) -> unwritten.merge(key, earlier, (later, e) -> e.and(later)));
    }

    /** What was seen in a while. */
    static final class Sightings implements GroupCommit.Operation<TaskRows, Integer> {
        private final SortedMap<Key, Sighting> seen;

        private Sightings(SortedMap<Key, Sighting> seen) {
            this.seen = seen;
        }

        boolean isEmpty() {
            return seen.isEmpty();
        }

        @Override
        public Integer on(TaskRows rows) throws SQLException {
            rows.sighted(seen.entrySet().stream().map(this::values).toList());
            return seen.size();
        }

        private Object[] values(Map.Entry<Key, Sighting> entry) {
            var key = entry.getKey();
            var sighting = entry.getValue();
            return new Object[] {
                key.controller(),
                key.fingerprint(),
                sighting.type(),
                sighting.message(),
                Micros.of(sighting.first()),
                Micros.of(sighting.last()),
                sighting.hits()
            };
        }
    }
}
