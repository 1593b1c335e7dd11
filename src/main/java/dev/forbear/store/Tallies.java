package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.Task;

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
    private final Map<String, long[]> changes = new HashMap<>();

    /** Begins again from what is written. */
    void load(Session session) throws SQLException {
        counts.clear();
        changes.clear();
        session.walk(
                READ,
                row -> {
                    of(counts, row.getString(1))[row.getInt(2)] = row.getLong(3);
                    return true;
                },
                Rows.NODE);
    }

    private static long[] of(Map<String, long[]> map, String controller) {
        return map.computeIfAbsent(controller, _ -> new long[Kind.values().length]);
    }

    void created(Task task) {
        of(changes, task.id().controller())[task.state().kind().code()]++;
    }

    void moved(Task before, Task after) {
        var change = of(changes, before.id().controller());
        change[before.state().kind().code()]--;
        change[after.state().kind().code()]++;
    }

    void deleted(String controller, Kind kind) {
        of(changes, controller)[kind.code()]--;
    }

    void write(Session session) throws SQLException {
        for (var change : changes.entrySet()) {
            var count = of(counts, change.getKey());
            for (var state = 0; state < count.length; state++) {
                var by = change.getValue()[state];
                if (by != 0) {
                    count[state] += by;
                    session.update(WRITE, Rows.NODE, change.getKey(), state, count[state]);
                }
            }
        }
        changes.clear();
    }

    /** How many tasks of the controller are in the state, this transaction's changes included. */
    long of(String controller, Kind kind) {
        return count(counts, controller, kind) + count(changes, controller, kind);
    }

    private static long count(Map<String, long[]> map, String controller, Kind kind) {
        var count = map.get(controller);
        return count == null ? 0 : count[kind.code()];
    }

    /** What a backlog limit counts. */
    long backlog(String controller) {
        return of(controller, Kind.QUEUED)
                + of(controller, Kind.RUNNING)
                + of(controller, Kind.BACKING_OFF);
    }

    /** All controllers that ever had a task. */
    Iterable<String> controllers() {
        return List.copyOf(counts.keySet());
    }
}
