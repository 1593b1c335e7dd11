package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TerminalReason;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends, deletes and mends many rows at once. */
final class Housekeeping {

    private static final int MOST_DELETED = 1_000;

    private static final String OVERDUE =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.deadline_at < ?"
                    + " and r.due_at is not null limit ?";
    private static final String WAITING =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.due_at is not null limit ?";
    private static final String ENDED =
            "select r.id from run r where r.controller = ? and r.state = ? and r.updated_at < ?"
                    + " and r.state >= 3 and r.owner is null and coalesce(r.floor_at, 0) <= ?"
                    + " limit ?";

    private Housekeeping() {}

    static List<Task> expire(Transaction transaction, int limit) throws SQLException {
        var now = transaction.now();
        var rows = transaction.sql().list(OVERDUE, Rows::read, Micros.of(now), limit);
        return end(transaction, rows, TerminalReason.DEADLINE_EXCEEDED);
    }

    static List<Task> abandon(Transaction transaction, String controller, int limit)
            throws SQLException {
        var rows = transaction.sql().list(WAITING, Rows::read, controller, limit);
        return end(transaction, rows, TerminalReason.UNKNOWN_CONTROLLER);
    }

    static List<Task> end(TaskRows within, List<Row> rows, TerminalReason reason)
            throws SQLException {
        var ended = new ArrayList<Task>();
        for (var row : rows) {
            var after = row.task().expired(reason, within.now());
            within.update(row, row.with(after));
            ended.add(after);
        }
        return ended;
    }

    static int deleteEnded(
            Transaction transaction, String controller, Duration succeeded, Duration others)
            throws SQLException {
        var deleted = deleteEnded(transaction, controller, Kind.SUCCEEDED, succeeded, MOST_DELETED);
        deleted +=
                deleteEnded(transaction, controller, Kind.FAILED, others, MOST_DELETED - deleted);
        return deleted
                + deleteEnded(
                        transaction, controller, Kind.CANCELLED, others, MOST_DELETED - deleted);
    }

    private static int deleteEnded(
            Transaction transaction, String controller, Kind kind, Duration kept, int limit)
            throws SQLException {
        if (transaction.tallies().of(controller, kind) == 0) {
            return 0;
        }
        var now = Micros.of(transaction.now());
        var before = now - Micros.of(kept);
        var sql = transaction.sql();
        var ids =
                sql.list(ENDED, row -> row.getLong(1), controller, kind.code(), before, now, limit);
        for (long id : ids) {
            transaction.delete(id, controller, kind);
        }
        return ids.size();
    }
}
