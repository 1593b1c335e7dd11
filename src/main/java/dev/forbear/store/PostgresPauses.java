package dev.forbear.store;

import dev.forbear.engine.TaskStore.Pause;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which controllers are paused, by whichever replica: read again when it is no longer fresh. Each
 * look at what is due brings it along. Safe for use by many threads.
 */
final class PostgresPauses {

    /** Longer than it is from one look to the next, and short of the two seconds all have. */
    private static final Duration FRESH = Duration.ofMillis(1_500);

    /** A paused controller is not looked at, and two seconds hold this and the wait for it. */
    private static final Duration FRESH_WHILE_PAUSED = Duration.ofMillis(800);

    private static final String READ =
            "select name, paused_at, paused_by, paused_reason from controller"
                    + " where paused_at is not null";
    private static final String PAUSE =
            "insert into controller as c (name, paused_at, paused_by, paused_reason) values (?,"
                + " forbear_now(), ?, ?) on conflict (name) do update set paused_at ="
                + " coalesce(c.paused_at, excluded.paused_at), paused_by = case when c.paused_at is"
                + " null then excluded.paused_by else c.paused_by end, paused_reason = case when"
                + " c.paused_at is null then excluded.paused_reason else c.paused_reason end"
                + " returning name, paused_at, paused_by, paused_reason";
    private static final String RESUME =
            "update controller set paused_at = null, paused_by = null, paused_reason = null"
                    + " where name = ? and paused_at is not null";

    private final PostgresDatabase database;
    private final StoreClock clock;
    private @Nullable Known known;
    private int changes;

    /** What was known of before it was asked. */
    record Asked(long at, int changes) {}

    private record Known(Map<String, Pause> pauses, long at) {
        boolean isFresh(long now) {
            var fresh = pauses.isEmpty() ? FRESH : FRESH_WHILE_PAUSED;
            return now - at < fresh.toNanos();
        }
    }

    PostgresPauses(PostgresDatabase database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
    }

    Map<String, Pause> present() {
        var asked = asking();
        var present = known();
        if (present != null && present.isFresh(asked.at())) {
            return present.pauses();
        }
        var pauses = database.ask(PostgresPauses::read);
        answered(asked, pauses);
        return pauses;
    }

    private synchronized @Nullable Known known() {
        return known;
    }

    /** To be kept for the answer: what was changed here since then is not in it. */
    synchronized Asked asking() {
        return new Asked(clock.nanos(), changes);
    }

    synchronized void answered(Asked asked, Map<String, Pause> pauses) {
        if (asked.changes() == changes && (known == null || asked.at() - known.at() >= 0)) {
            known = new Known(Map.copyOf(pauses), asked.at());
        }
    }

    private synchronized void changed() {
        known = null;
        changes++;
    }

    private static Map<String, Pause> read(PostgresSession session) throws SQLException {
        var read = new TreeMap<String, Pause>();
        session.walk(
                READ,
                row -> {
                    read.put(Rows.text(row, 1), pause(row));
                    return true;
                });
        return Map.copyOf(read);
    }

    private static Pause pause(ResultSet row) throws SQLException {
        return new Pause(Micros.instant(row.getLong(2)), Rows.text(row, 3), row.getString(4));
    }

    Pause pause(String controller, String by, @Nullable String reason) {
        var pause =
                database.transact(session ->
                        session.one(PAUSE, PostgresPauses::pause, controller, by, reason));
        changed();
        return pause;
    }

    boolean resume(String controller) {
        var resumed = database.transact(session -> session.update(RESUME, controller)) > 0;
        changed();
        return resumed;
    }
}
