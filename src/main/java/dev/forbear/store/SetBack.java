package dev.forbear.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Mends what a clock that was set back has left in the future: what waits as if it had been written
 * later than now. A retry and a cooldown last as long again as when they were written, and what was
 * due within a second is due as soon again. What waits for a time that a caller gave keeps waiting
 * for it.
 */
final class SetBack {

    private static final int AT_ONCE = 1_000;

    /** In the order of due times, which a mended row leaves backwards: no row is met twice. */
    private static final String AHEAD =
            "select r.id, r.due_at from run r where r.controller = ?1 and r.due_at >= ?2 and"
                + " r.due_at > ?3 and r.updated_at > ?3 and (r.state = 2 or r.due_at = r.floor_at"
                + " or r.due_at <= r.updated_at + 1000000) order by r.due_at limit ?4";

    private static final String MEND =
            "update run set due_at = ?1 + min(max(due_at - updated_at, 0), ?2),"
                    + " floor_at = min(floor_at - (updated_at - ?1),"
                    + " ?1 + min(max(due_at - updated_at, 0), ?2)),"
                    + " updated_at = ?1 where id = ?3";
    private static final String LAST_BEAT = "select max(seen_at) from node";

    /** A store knows no policies: as long as it was written. */
    static final Duration UNBOUNDED = Duration.ofDays(36_500);

    private SetBack() {}

    /**
     * Some that were mended.
     *
     * @param from the due time, in microseconds, at which the next begin
     */
    record Mended(int rows, long from) {
        static final Mended NONE = new Mended(0, Long.MIN_VALUE);

        boolean all() {
            return rows < AT_ONCE;
        }
    }

    private record Ahead(long id, long due) {}

    /**
     * Mends some rows of a controller.
     *
     * @param longest no row waits for longer than this
     */
    static Mended mend(Transaction transaction, String controller, Duration longest, Mended before)
            throws SQLException {
        var now = Micros.of(transaction.now());
        var rows = ahead(transaction, controller, now, before.from());
        for (var row : rows) {
            transaction.sql().update(MEND, now, Micros.of(longest), row.id());
        }
        if (rows.isEmpty()) {
            return Mended.NONE;
        }
        transaction.horizon().lower(controller, transaction.now());
        return new Mended(rows.size(), rows.getLast().due());
    }

    private static List<Ahead> ahead(
            Transaction transaction, String controller, long now, long from) throws SQLException {
        return transaction
                .sql()
                .list(
                        AHEAD,
                        row -> new Ahead(row.getLong(1), row.getLong(2)),
                        controller,
                        from,
                        now,
                        AT_ONCE);
    }

    /**
     * For a process that begins: whose rows may lie in the future, since the clock was set back
     * after the last one had said that it lives.
     */
    static List<String> controllers(Transaction transaction) throws SQLException {
        Long beat = transaction.sql().first(LAST_BEAT, row -> row.getLong(1));
        return beat == null || beat <= Micros.of(transaction.now())
                ? List.of()
                : transaction.tallies().controllers();
    }
}
