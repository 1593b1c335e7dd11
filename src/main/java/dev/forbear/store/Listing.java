package dev.forbear.store;

import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore.Page;
import dev.forbear.engine.TaskStore.Stored;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Pages of a list. Each controller's tasks are walked in the list's order along the index that fits
 * the filters best, and no further than {@link #MOST_LOOKED_AT}: a page that looked at so many ends
 * there, short or even empty, and the next goes on.
 */
final class Listing {

    /** What a page costs at most, whatever the number of tasks and however few pass the filters. */
    static final int MOST_LOOKED_AT = 10_000;

    private final Session session;
    private final Query query;
    private final ListOrder order;
    private final @Nullable Cursor after;
    private int budget;

    /**
     * @param after where the page before ended; null for the first
     */
    Listing(Session session, Query query, @Nullable Cursor after) {
        this.session = session;
        this.query = query;
        this.order = ListOrder.of(query);
        this.after = after;
    }

    /** A walk along one controller's tasks: what it found, and where it stopped looking. */
    private record Walk(List<Cursor> found, @Nullable Cursor stopped) {}

    Page page(Instant now) throws SQLException {
        var controllers =
                query.controller() == null
                        ? Reading.controllers(session)
                        : List.of(query.controller());
        var found = new ArrayList<Cursor>();
        Cursor stopped = null;
        for (var controller : controllers) {
            budget = Math.max(query.limit() + 1, MOST_LOOKED_AT / controllers.size());
            var walk = walk(controller);
            found.addAll(walk.found());
            stopped = first(stopped, walk.stopped());
        }
        return page(found, stopped, now);
    }

    /** Beyond the first place where a walk stopped, not all is known. */
    private Page page(List<Cursor> found, @Nullable Cursor stopped, Instant now)
            throws SQLException {
        found.sort(order.comparator());
        if (stopped != null) {
            found.removeIf(place -> order.comparator().compare(place, stopped) > 0);
        }
        if (found.size() > query.limit()) {
            var kept = found.subList(0, query.limit());
            return new Page(load(kept, now), kept.getLast().text(query));
        }
        return new Page(load(found, now), stopped == null ? null : stopped.text(query));
    }

    private @Nullable Cursor first(@Nullable Cursor a, @Nullable Cursor b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return order.comparator().compare(a, b) <= 0 ? a : b;
    }

    private Walk walk(String controller) throws SQLException {
        var found = new ArrayList<Cursor>();
        var stopped = new ArrayList<Cursor>();
        session.walk(
                session.dialect().lists().sql(order, query),
                row -> {
                    var place = order.place(row);
                    if (matches(row)) {
                        found.add(place);
                    }
                    if (found.size() > query.limit()) {
                        return false;
                    }
                    if (--budget == 0) {
                        stopped.add(place);
                    }
                    return budget > 0;
                },
                order.values(query, controller, after));
        return new Walk(found, stopped.isEmpty() ? null : stopped.getFirst());
    }

    private boolean matches(ResultSet row) throws SQLException {
        return (query.state() == null || row.getInt(4) == query.state().code())
                && (query.reason() == null || row.getInt(5) == query.reason().code())
                && (query.fingerprint() == null || query.fingerprint().equals(row.getString(6)))
                && (query.lane() == null || query.lane().equals(row.getString(7)));
    }

    private List<Stored> load(List<Cursor> places, Instant now) throws SQLException {
        var items = new ArrayList<Stored>();
        for (var place : places) {
            var row =
                    Objects.requireNonNull(
                            session.first(session.dialect().load(), Rows::read, place.id()));
            items.add(Reading.stored(session, row, now));
        }
        return items;
    }
}
