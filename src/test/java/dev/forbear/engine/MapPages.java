package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Page;
import dev.forbear.task.Kind;
import dev.forbear.task.State;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The lists of {@link MapTaskStore}; it remembers each cursor that it gave. */
final class MapPages {

    private static final Comparator<Place> BY_KEY =
            Comparator.comparing(Place::key).thenComparingLong(Place::number);
    private static final Comparator<Place> NEWEST_FAILURE =
            Comparator.comparing(Place::updatedAt).thenComparingLong(Place::number).reversed();
    private static final Comparator<Place> NEWEST =
            Comparator.comparingLong(Place::number).reversed();

    private final Map<String, Given> given = new HashMap<>();

    private record Place(String key, Instant updatedAt, long number) {
        static Place of(MapRow row) {
            return new Place(row.task.id().key(), row.task.updatedAt(), row.number);
        }
    }

    /** A cursor: the filters it was given for, and where its page ended. */
    private record Given(Query filters, Place place) {}

    Page page(Collection<MapRow> rows, Query query, Instant now) {
        var after = after(query);
        var order = order(query);
        var found =
                rows.stream()
                        .filter(row -> matches(row, query))
                        .filter(row -> after == null || order.compare(Place.of(row), after) > 0)
                        .sorted(Comparator.comparing(Place::of, order))
                        .limit(query.limit() + 1L)
                        .toList();
        var kept = found.subList(0, Math.min(query.limit(), found.size()));
        var items = kept.stream().map(row -> row.stored(now)).toList();
        return new Page(items, kept.size() == found.size() ? null : cursor(query, kept));
    }

    private Place after(Query query) {
        if (query.cursor() == null) {
            return null;
        }
        var cursor = given.get(query.cursor());
        if (cursor == null || !cursor.filters().equals(filters(query))) {
            throw new IllegalArgumentException("cursor is not of this query");
        }
        return cursor.place();
    }

    private String cursor(Query query, List<MapRow> kept) {
        var name = "cursor " + given.size();
        given.put(name, new Given(filters(query), Place.of(kept.getLast())));
        return name;
    }

    private static Query filters(Query q) {
        return new Query(
                q.controller(),
                q.state(),
                q.lane(),
                q.reason(),
                q.fingerprint(),
                q.keyPrefix(),
                1,
                null);
    }

    private static Comparator<Place> order(Query query) {
        if (query.keyPrefix() != null) {
            return BY_KEY;
        }
        var failures = query.state() == Kind.FAILED || query.reason() != null;
        return failures ? NEWEST_FAILURE : NEWEST;
    }

    private static boolean matches(MapRow row, Query query) {
        var task = row.task;
        var trouble = task.progress().trouble();
        var reason = task.state() instanceof State.Failed(var why) ? why : null;
        return is(query.controller(), task.id().controller())
                && is(query.state(), task.state().kind())
                && is(query.lane(), task.terms().lane())
                && is(query.reason(), reason)
                && is(query.fingerprint(), trouble == null ? null : trouble.fingerprint())
                && (query.keyPrefix() == null || task.id().key().startsWith(query.keyPrefix()));
    }

    private static boolean is(Object wanted, Object present) {
        return wanted == null || Objects.equals(wanted, present);
    }
}
