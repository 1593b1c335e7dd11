package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Rescued;
import dev.forbear.task.State;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this process holds and for how long, and what nobody holds any more. */
final class PostgresLeases {

    private static final int RESCUED_AT_ONCE = 200;

    private static final String RENEW =
            "with held as materialized (select r.id from run r join unnest(?::bigint[],"
                + " ?::bigint[]) as h (id, epoch) on r.id = h.id where r.epoch = h.epoch and"
                + " r.owner = ? order by r.id for no key update of r) update run r set due_at = ?"
                + " from held where r.id = held.id returning r.id, r.epoch";
    private static final String CANCELLED =
            "select r.id, r.epoch from run r where r.owner = ? and r.owner is not null"
                    + " and r.state <> 1";

    /** In the order of an index, or a planner that expects many would walk the table for one. */
    private static final String ANY_OVER =
            "select coalesce((select true from run r where r.owner is not null"
                    + " and r.due_at <= (select forbear_now()) order by r.due_at limit 1), false)";

    private static final String OVER =
            "select r.id, n.id is null or (n.closed_at is null"
                    + " and (n.renewed_at <= r.due_at - ? or n.renewed_at > ?))"
                    + " from run r left join node n on n.id = r.owner where r.owner is not null"
                    + " and r.due_at <= ? order by r.due_at limit ? for update of r skip locked";

    private final PostgresDatabase database;
    private final PostgresLedger ledger;
    private final StoreClock clock;
    private final Ownership ownership;
    private volatile boolean mended;

    PostgresLeases(
            PostgresDatabase database,
            PostgresLedger ledger,
            StoreClock clock,
            Ownership ownership) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.ownership = ownership;
    }

    /**
     * Lets the leases begin anew, and this node be seen.
     *
     * @return those that are lost
     */
    List<Claim> renew(List<Claim> held, PostgresNodes nodes) {
        if (held.isEmpty()) {
            database.change(nodes::renewed);
            return List.of();
        }
        var kept = database.transact(session -> renewed(session, held, nodes.renewed(session)));
        return held.stream().filter(claim -> !kept.contains(Held.by(claim))).toList();
    }

    private Set<Held> renewed(PostgresSession session, List<Claim> held, Instant now)
            throws SQLException {
        var claims = new Unnested("nn");
        held.forEach(claim -> claims.add(claim.row(), claim.epoch()));
        var values = new ArrayList<>(List.of(claims.after()));
        values.add(ownership.node());
        values.add(Micros.of(now.plus(ownership.lease())));
        return new HashSet<>(session.list(RENEW, Held::read, values.toArray()));
    }

    List<Claim> cancelled(List<Claim> held) {
        if (held.isEmpty()) {
            return List.of();
        }
        var cancelled =
                Set.copyOf(
                        database.ask(
                                session -> session.list(CANCELLED, Held::read, ownership.node())));
        return held.stream().filter(claim -> cancelled.contains(Held.by(claim))).toList();
    }

    /** Not while the ends of leases cannot be told, since the clock was set. */
    List<Rescued> rescue() {
        if (!mended) {
            new PostgresSetBack(ledger, ownership.lease()).mendAll();
            mended = true;
        }
        if (!database.ask(session -> session.one(ANY_OVER, row -> row.getBoolean(1)))) {
            return List.of();
        }
        List<Rescued> rescued;
        int seen;
        do {
            rescued = new ArrayList<>();
            seen = rescue(rescued);
        } while (rescued.isEmpty() && seen == RESCUED_AT_ONCE); // these were only to be freed
        return rescued;
    }

    private int rescue(List<Rescued> rescued) {
        return ledger.alone(transaction -> {
            rescued.clear();
            if (clock.wasSetWithin(ownership.lease())) {
                return 0;
            }
            var died = over(transaction);
            for (var row : transaction.load(died.keySet())) {
                if (row.task().state() instanceof State.Running) {
                    var ours = row.claimed(row.task());
                    transaction.update(row, ours);
                    rescued.add(new Rescued(claim(row, ours), died.getOrDefault(row.id(), true)));
                } else {
                    transaction.update(row, row.with(row.task().freed(transaction.now())));
                }
            }
            return died.size();
        });
    }

    private static Claim claim(Row before, Row after) {
        return new Claim(after.id(), after.epoch(), before.task(), after.task(), Duration.ZERO);
    }

    /**
     * Locks what has outlived its lease; tells of each whether its process died. One that renewed
     * leases after this one's began, and did not name it, had lost it and lived.
     */
    private Map<Long, Boolean> over(PostgresTransaction transaction) throws SQLException {
        var now = transaction.now();
        var died = new HashMap<Long, Boolean>();
        transaction
                .sql()
                .walk(
                        OVER,
                        row -> {
                            died.put(row.getLong(1), row.getBoolean(2));
                            return true;
                        },
                        Micros.of(ownership.lease()),
                        Micros.of(now), // a sign of life from before the clock was set back
                        Micros.of(now),
                        RESCUED_AT_ONCE);
        return died;
    }
}
