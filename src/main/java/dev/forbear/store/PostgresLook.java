package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/**
 * Asks PostgreSQL when the next of each controller's waiting tasks is due, and lets horizon and
 * watermarks know.
 */
record PostgresLook(List<Appetite> appetites, Watermarks watermarks, Horizon horizon) {

    private static final String EARLIEST =
            "select a.controller, (select min(r.due_at) from run r where r.controller ="
                    + " a.controller and r.owner is null and r.due_at >= a.low), forbear_now() from"
                    + " unnest(?::text[], ?::bigint[]) as a (controller, low)";

    /** Returns the database's time. */
    long in(PostgresSession session) throws SQLException {
        var now = new long[1];
        asked(now).on(session);
        return now[0];
    }

    /**
     * @param now for the database's time when it has been asked
     */
    Together asked(long[] now) {
        var asked = new Unnested("tn");
        var from = new HashMap<String, Long>();
        for (var appetite : appetites) {
            var low = watermarks.from(appetite.controller());
            from.put(appetite.controller(), low);
            asked.add(appetite.controller(), low);
        }
        return new Together()
                .walk(
                        EARLIEST,
                        row -> {
                            var name = Rows.text(row, 1);
                            var due = Rows.time(row, 2);
                            now[0] = row.getLong(3);
                            horizon.seen(name, due);
                            var swept = from.getOrDefault(name, Long.MIN_VALUE) == Long.MIN_VALUE;
                            watermarks.looked(name, swept, earlier(due, Micros.instant(now[0])));
                            return true;
                        },
                        asked.after());
    }

    private static Instant earlier(@Nullable Instant due, Instant now) {
        return due == null || due.isAfter(now) ? now : due;
    }
}
