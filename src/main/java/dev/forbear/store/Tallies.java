package dev.forbear.store;

import dev.forbear.task.Kind;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many tasks are in each state. A transaction's changes are gathered and written once, before
 * it commits. For the writer's thread only.
 */
final class Tallies {

    private static final String READ = "select controller, state, n from tally where node = ?";
    private static final String WRITE =
            "insert into tally (node, controller, state, n) values (?, ?, ?, ?)"
                    + " on conflict (node, controller, state) do update set n = excluded.n";

    private final Map<String, long[]> counts = new HashMap<>();
    private final TallyChanges changes = new TallyChanges();

    /** Begins again from what is written. */
    void load(Session session) throws SQLException {
        counts.clear();
        changes.clear();
        session.walk(
                READ,
                row -> {
                    counts.computeIfAbsent(Rows.text(row, 1), _ -> TallyChanges.none())[
                                    row.getInt(2)] =
                            row.getLong(3);
                    return true;
                },
                Rows.NODE);
    }

    /** What the present transaction changes. */
    TallyChanges changes() {
        return changes;
    }

    void write(Session session) throws SQLException {
        for (var change : changes.all()) {
            var count = counts.computeIfAbsent(change.controller(), _ -> TallyChanges.none());
            count[change.state()] += change.by();
            session.update(
                    WRITE, Rows.NODE, change.controller(), change.state(), count[change.state()]);
        }
        changes.clear();
    }

    /** How many tasks of the controller are in the state, this transaction's changes included. */
    long of(String controller, Kind kind) {
        var count = counts.get(controller);
        return (count == null ? 0 : count[kind.code()]) + changes.of(controller, kind);
    }

    /** What a backlog limit counts. */
    long backlog(String controller) {
        return of(controller, Kind.QUEUED)
                + of(controller, Kind.RUNNING)
                + of(controller, Kind.BACKING_OFF);
    }

    /** All controllers that ever had a task. */
    List<String> controllers() {
        return List.copyOf(counts.keySet());
    }
}
