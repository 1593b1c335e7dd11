package dev.forbear.store;

import dev.forbear.engine.TaskStore.Pause;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Which controllers are paused: asked for at each pass, so kept in memory as it is on disk. */
final class Pauses {

    private static final String READ =
            "select name, paused_at, paused_by, paused_reason from controller"
                    + " where paused_at is not null";
    private static final String WRITE =
            "insert into controller (name, paused_at, paused_by, paused_reason) values (?, ?, ?, ?)"
                    + " on conflict (name) do update set paused_at = excluded.paused_at,"
                    + " paused_by = excluded.paused_by, paused_reason = excluded.paused_reason";

    private volatile Map<String, Pause> present = Map.of();

    Map<String, Pause> present() {
        return present;
    }

    void load(Session session) throws SQLException {
        var read = new TreeMap<String, Pause>();
        session.walk(
                READ,
                row -> {
                    read.put(Rows.text(row, 1), read(row));
                    return true;
                });
        present = Map.copyOf(read);
    }

    private static Pause read(ResultSet row) throws SQLException {
        return new Pause(Micros.instant(row.getLong(2)), Rows.text(row, 3), row.getString(4));
    }

    /** The controller's pause; an earlier one stays as it is. */
    Pause pause(Transaction transaction, String controller, String by, @Nullable String reason)
            throws SQLException {
        var earlier = find(transaction, controller);
        if (earlier != null) {
            return earlier;
        }
        var pause = new Pause(transaction.now(), by, reason);
        write(transaction, controller, pause);
        return pause;
    }

    /** Returns whether it was paused. */
    boolean resume(Transaction transaction, String controller) throws SQLException {
        if (find(transaction, controller) == null) {
            return false;
        }
        write(transaction, controller, null);
        return true;
    }

    private static @Nullable Pause find(Transaction transaction, String controller)
            throws SQLException {
        return transaction.sql().first(READ + " and name = ?", Pauses::read, controller);
    }

    private void write(Transaction transaction, String controller, @Nullable Pause pause)
            throws SQLException {
        transaction
                .sql()
                .update(
                        WRITE,
                        controller,
                        pause == null ? null : Micros.of(pause.since()),
                        pause == null ? null : pause.by(),
                        pause == null ? null : pause.reason());
        transaction.onceDurable(() -> present = with(controller, pause));
    }

    private Map<String, Pause> with(String controller, @Nullable Pause pause) {
        var map = new TreeMap<>(present);
        if (pause == null) {
            map.remove(controller);
        } else {
            map.put(controller, pause);
        }
        return Map.copyOf(map);
    }
}
