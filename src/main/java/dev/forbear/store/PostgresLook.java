package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pause;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks PostgreSQL when the next of each controller's waiting tasks is due, and lets horizon and
 * watermarks know; with the same statement, which controllers are paused. For one thread at a time.
 */
final class PostgresLook {

    /** A row for each controller that was named, and one for each that is paused. */
    private static final String EARLIEST =
            "select a.controller, (select min(r.due_at) from run r where r.controller ="
                    + " a.controller and r.owner is null and r.due_at >= a.low), forbear_now(),"
                    + " null::bigint, null::text, null::text from"
                    + " unnest(?::text[], ?::bigint[]) as a (controller, low) union all"
                    + " select name, null, null, paused_at, paused_by, paused_reason"
                    + " from controller where paused_at is not null";

    private final List<Appetite> appetites;
    private final Watermarks watermarks;
    private final Horizon horizon;
    private final Map<String, Long> from = new HashMap<>();
    private final Map<String, Pause> pauses = new HashMap<>();
    private long now;

    PostgresLook(List<Appetite> appetites, Watermarks watermarks, Horizon horizon) {
        this.appetites = List.copyOf(appetites);
        this.watermarks = watermarks;
        this.horizon = horizon;
    }

    /** Returns the database's time. */
    long in(PostgresSession session) throws SQLException {
        asked().on(session);
        return now;
    }

    /** The statement, to be sent with others; may be asked for again. */
    Together asked() {
        var asked = new Unnested("tn");
        from.clear();
        pauses.clear();
        for (var appetite : appetites) {
            var low = watermarks.from(appetite.controller());
            from.put(appetite.controller(), low);
            asked.add(appetite.controller(), low);
        }
        return new Together().walk(EARLIEST, this::seen, asked.after());
    }

    private boolean seen(ResultSet row) throws SQLException {
        var name = Rows.text(row, 1);
        var pausedAt = Rows.time(row, 4);
        if (pausedAt != null) {
            pauses.put(name, new Pause(pausedAt, Rows.text(row, 5), row.getString(6)));
            return true;
        }
        var due = Rows.time(row, 2);
        now = row.getLong(3);
        horizon.seen(name, due);
        var swept = from.getOrDefault(name, Long.MIN_VALUE) == Long.MIN_VALUE;
        watermarks.looked(name, swept, earlier(due, Micros.instant(now)));
        return true;
    }

    private static Instant earlier(@Nullable Instant due, Instant now) {
        return due == null || due.isAfter(now) ? now : due;
    }

    /** What was paused when it was asked last. */
    Map<String, Pause> pauses() {
        return Map.copyOf(pauses);
    }
}
