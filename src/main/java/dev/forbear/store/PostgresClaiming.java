package dev.forbear.store;

import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.store.GroupCommit.Operation;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Claims what is due, oldest first, and skips what another replica has locked: for as long as its
 * transaction lasts it is that one's. When the next is due the horizon knows when all is written.
 */
final class PostgresClaiming implements Operation<PostgresTransaction, Claimed> {

    private static final String ASKED =
            "with n as materialized (select forbear_now() as now), a as materialized (select * from"
                    + " unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])"
                    + " as a (controller, low, most, slots, early)), ";
    private static final String DUE =
            "due as materialized (select d.id from a cross join lateral (select r.id from run r"
                    + " where r.controller = a.controller and r.owner is null"
                    + " and r.due_at >= a.low and r.due_at <= (select now from n)"
                    + " and r.crashes < 2"
                    + " order by r.due_at, r.id limit a.most for update skip locked) d), ";

    /** For itself, or what is due and more than it takes would be locked before others. */
    private static final String SOON =
            "soon as materialized (select d.id from a cross join lateral (select r.id from run r"
                    + " where r.controller = a.controller and r.owner is null"
                    + " and r.due_at > (select now from n) and r.due_at <= (select now + "
                    + Micros.of(TaskStore.SOON)
                    + " from n) and r.crashes = 0"
                    + " order by r.due_at, r.id limit a.early for update skip locked) d)";

    private static final String SUSPECT =
            ", suspect as materialized (select d.id from a cross join lateral (select r.id from run"
                    + " r where r.controller = a.controller and r.owner is null"
                    + " and r.due_at <= (select now from n) and r.crashes >= 2 and a.slots > 0"
                    + " order by r.due_at, r.id limit 1 for update skip locked) d)";
    private static final String TAKEN = " select id from due union all select id from soon";
    private static final String HEALTHY = ASKED + DUE + SOON + TAKEN;
    private static final String ALL =
            ASKED + DUE + SOON + SUSPECT + TAKEN + " union all select id from suspect";

    private final List<Appetite> appetites;
    private final boolean suspects;
    private final Watermarks watermarks;
    private final PostgresLook look;

    /**
     * @param look is taken when all is written
     */
    PostgresClaiming(
            List<Appetite> appetites, boolean suspects, Watermarks watermarks, PostgresLook look) {
        this.appetites = List.copyOf(appetites);
        this.suspects = suspects;
        this.watermarks = watermarks;
        this.look = look;
    }

    @Override
    public Claimed on(PostgresTransaction transaction) throws SQLException {
        var due = due(transaction);
        var serving = new Serving(transaction, suspects);
        for (var appetite : appetites) {
            serving.serve(appetite, due.getOrDefault(appetite.controller(), List.of()));
        }
        transaction.atLast(look.asked());
        return new Claimed(serving.claimed(), serving.expired(), Instant.MAX);
    }

    /**
     * Locks, then reads the time and the rows: only a second statement sees what was committed up
     * to the lock.
     */
    private Map<String, List<Row>> due(PostgresTransaction transaction) throws SQLException {
        var asked = new Unnested("tnnnn");
        for (var appetite : appetites) {
            var name = appetite.controller();
            var most = appetite.slots() + appetite.ahead();
            asked.add(name, watermarks.from(name), most, appetite.slots(), appetite.early());
        }
        var ids = new ArrayList<Long>();
        transaction
                .written()
                .walk(suspects ? ALL : HEALTHY, row -> ids.add(row.getLong(1)), asked.after())
                .walk(
                        PostgresStatements.NOW,
                        row -> {
                            transaction.theTimeIs(row.getLong(1));
                            return true;
                        })
                .on(transaction.sql());
        var rows = transaction.load(ids);
        rows.sort(Serving.OLDEST_FIRST);
        var due = new HashMap<String, List<Row>>();
        for (var row : rows) {
            due.computeIfAbsent(row.task().id().controller(), _ -> new ArrayList<>()).add(row);
        }
        return due;
    }
}
