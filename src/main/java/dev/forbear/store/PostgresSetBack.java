package dev.forbear.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Mends what a clock that was set back has left in the future, as {@link SetBack} does. */
final class PostgresSetBack {

    private static final int AT_ONCE = 1_000;

    private static final String AHEAD =
            "select r.id, r.due_at from run r where r.controller = ? and r.owner is null"
                    + " and r.due_at >= ? and r.due_at > ? and r.updated_at > ?"
                    + " and (r.state = 2 or r.due_at = r.floor_at"
                    + " or r.due_at <= r.updated_at + 1000000)"
                    + " order by r.due_at limit ? for update skip locked";
    private static final String MEND =
            "update run r set due_at = m.due_at, floor_at = case when r.floor_at is not null then"
                    + " least(r.floor_at - (r.updated_at - m.now), m.due_at) end,"
                    + " updated_at = m.now from (select id, n.now, n.now + least(greatest("
                    + "due_at - updated_at, 0), ?) as due_at from run, (select ?::bigint as now) n"
                    + " where id = any(?::bigint[])) m where r.id = m.id";
    private static final String LEASES =
            "with far as materialized (select r.id from run r where r.owner is not null"
                    + " and r.due_at > ? for update skip locked)"
                    + " update run r set due_at = ? from far where r.id = far.id";
    private static final String LAST_SEEN = "select coalesce(max(seen_at), 0) from node";

    /** A store knows no policies: as long as it was written. */
    private static final Duration UNBOUNDED = Duration.ofDays(36_500);

    private final PostgresLedger ledger;
    private final Duration lease;

    PostgresSetBack(PostgresLedger ledger, Duration lease) {
        this.ledger = ledger;
        this.lease = lease;
    }

    /**
     * Mends a controller's rows.
     *
     * @param longest no row waits for longer than this
     */
    int mend(String controller, Duration longest) {
        ledger.alone(this::shortenLeases);
        var all = 0;
        var from = Long.MIN_VALUE;
        int some;
        do {
            var dues = new ArrayList<Long>();
            var begin = from;
            some =
                    ledger.alone(transaction -> {
                        dues.clear();
                        return mend(transaction, controller, longest, begin, dues);
                    });
            all += some;
            from = some == 0 ? from : dues.getLast();
        } while (some == AT_ONCE);
        return all;
    }

    /** No lease is over later than one that begins now: who holds them renews them before. */
    private int shortenLeases(PostgresTransaction transaction) throws SQLException {
        var end = Micros.of(transaction.now().plus(lease));
        return transaction.sql().update(LEASES, end, end);
    }

    private static int mend(
            PostgresTransaction transaction,
            String controller,
            Duration longest,
            long from,
            List<Long> dues)
            throws SQLException {
        var now = Micros.of(transaction.now());
        var ids = new ArrayList<Long>();
        transaction
                .sql()
                .walk(
                        AHEAD,
                        row -> {
                            dues.add(row.getLong(2));
                            return ids.add(row.getLong(1));
                        },
                        controller,
                        from,
                        now,
                        now,
                        AT_ONCE);
        if (!ids.isEmpty()) {
            var array = ids.toArray(Long[]::new);
            transaction.sql().update(MEND, Micros.of(longest), now, array);
            transaction.dues().put(controller, transaction.now());
        }
        return ids.size();
    }

    /** For a process that begins: the clock may have been set back since others were here. */
    void mendAll() {
        var seen =
                ledger.alone(transaction ->
                        transaction.sql().one(LAST_SEEN, row -> row.getLong(1))
                                > Micros.of(transaction.now()));
        if (seen) {
            var names = ledger.alone(transaction -> Reading.controllers(transaction.sql()));
            names.forEach(name -> mend(name, UNBOUNDED));
        }
    }
}
