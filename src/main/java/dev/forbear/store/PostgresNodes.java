package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Which processes share the store, and which controllers each has. */
final class PostgresNodes {

    /** A node that was silent for so many leases has left nothing to be rescued. */
    private static final int GONE = 10;

    private static final Duration FOLDED_EVERY = Duration.ofMinutes(1);

    private static final String ENTER =
            "insert into node (name, started_at, seen_at, renewed_at)"
                    + " select ?, now, now, now from (select forbear_now() as now) n"
                    + " returning id, started_at";

    /** A node that was taken for dead and folded comes back under its number. */
    private static final String HERE =
            "insert into node (id, name, started_at, seen_at, renewed_at%1$s) overriding system"
                    + " value select ?, ?, ?, now, %2$s from n on conflict (id) do update set"
                    + " seen_at = excluded.seen_at, %3$s";

    /** One statement: an idle replica costs no transaction. Its answer is of before its own. */
    private static final String BEAT =
            "with n as materialized (select forbear_now() as now), beat as ("
                    + HERE.formatted(
                            ", controllers", "?, ?::text[]", "controllers = excluded.controllers")
                    + "), seen as (insert into controller (name, seen_at) select u.name, n.now from"
                    + " n, unnest(?::text[]) as u (name) order by u.name on conflict (name) do"
                    + " update set seen_at = excluded.seen_at) select n.now, array(select distinct"
                    + " unnest(o.controllers) from node o where o.closed_at is null and o.seen_at >"
                    + " n.now - ?), exists (select 1 from node o where o.id <> ? and o.closed_at is"
                    + " null and o.seen_at > n.now - ?) from n";

    private static final String RENEWED =
            "with n as materialized (select forbear_now() as now) "
                    + HERE.formatted("", "now", "renewed_at = excluded.renewed_at")
                    + " returning seen_at";
    private static final String SEEN =
            "insert into controller (name, seen_at) select name, ? from unnest(?::text[])"
                    + " as u (name) order by name"
                    + " on conflict (name) do update set seen_at = excluded.seen_at";
    private static final String ELDER =
            "select true from node where id < ? and closed_at is null and seen_at > ? limit 1";
    private static final String CLOSE = "update node set closed_at = forbear_now() where id = ?";
    private static final String FOLD =
            "with gone as materialized (select id from node where seen_at <= ? order by id limit 20"
                    + " for update skip locked), moved as (delete from tally t using gone"
                    + " where t.node = gone.id returning t.controller, t.state, t.n),"
                    + " left_out as (delete from node n using gone where n.id = gone.id)"
                    + " insert into tally as t (node, controller, state, n)"
                    + " select 0, controller, state, sum(n)::bigint from moved"
                    + " group by controller, state order by controller, state"
                    + " on conflict (node, controller, state) do update set n = t.n + excluded.n";

    /** Controllers with waiting tasks that no live node has. */
    private static final String MISSING =
            "select w.name, c.seen_at from (select controller as name from tally where state in (0,"
                + " 2) group by controller having sum(n) > 0) w left join controller c on c.name ="
                + " w.name where not w.name = any(?::text[]) and not exists (select 1 from node n"
                + " where n.closed_at is null and n.seen_at > ? and w.name = any(n.controllers))";

    private final PostgresDatabase database;
    private final StoreClock clock;
    private final String name;
    private final Ownership ownership;
    private final Instant startedAt;
    private volatile List<String> here = List.of();
    private volatile boolean others = true;
    private @Nullable Long foldedAt;

    private PostgresNodes(
            PostgresDatabase database,
            StoreClock clock,
            String name,
            Ownership ownership,
            Instant startedAt) {
        this.database = database;
        this.clock = clock;
        this.name = name;
        this.ownership = ownership;
        this.startedAt = startedAt;
    }

    /** Makes this process known, under a number that none had before. */
    static PostgresNodes enter(
            PostgresDatabase database, StoreClock clock, String name, Duration lease) {
        return database.transact(session ->
                session.one(
                        ENTER,
                        row -> {
                            var now = clock.read(row.getLong(2));
                            var ownership = new Ownership(row.getLong(1), lease);
                            return new PostgresNodes(database, clock, name, ownership, now);
                        },
                        name));
    }

    /** False if this process was alone at its last heartbeat. */
    boolean others() {
        return others;
    }

    Ownership ownership() {
        return ownership;
    }

    private long livesSince() {
        return Micros.of(clock.now().minus(ownership.lease()));
    }

    /** Lets this process be seen, and be known to have named what it holds; returns the time. */
    Instant renewed(PostgresSession session) throws SQLException {
        var began = Micros.of(startedAt);
        return clock.read(
                session.one(RENEWED, row -> row.getLong(1), ownership.node(), name, began));
    }

    List<String> heartbeat(List<String> controllers) {
        here = List.copyOf(controllers);
        var names = controllers.stream().sorted().toArray(String[]::new);
        var node = ownership.node();
        var began = Micros.of(startedAt);
        var lease = Micros.of(ownership.lease());
        var seen =
                database.change(session ->
                        session.one(
                                BEAT,
                                Beat::read,
                                node,
                                name,
                                began,
                                began,
                                names,
                                names,
                                lease,
                                node,
                                lease));
        clock.read(seen.now());
        others = seen.others();
        foldNowAndThen();
        var live = new TreeSet<>(controllers);
        live.addAll(seen.live());
        return List.copyOf(live);
    }

    private void foldNowAndThen() {
        var at = clock.nanos();
        if (foldedAt == null || at - foldedAt >= FOLDED_EVERY.toNanos()) {
            foldedAt = at;
            fold();
        }
    }

    private record Beat(long now, List<String> live, boolean others) {
        static Beat read(ResultSet row) throws SQLException {
            var live = (String[]) row.getArray(2).getArray();
            return new Beat(row.getLong(1), List.of(live), row.getBoolean(3));
        }
    }

    /** Whether no process that lives has been there for longer. */
    boolean eldest(Session session) throws SQLException {
        return session.list(ELDER, _ -> true, ownership.node(), livesSince()).isEmpty();
    }

    /** In a transaction of its own, for it writes tallies that are not this node's. */
    private void fold() {
        database.transact(session -> {
            clock.read(session.one(PostgresStatements.NOW, row -> row.getLong(1)));
            var silentSince = clock.now().minus(ownership.lease().multipliedBy(GONE));
            return session.update(FOLD, Micros.of(silentSince));
        });
    }

    /** Controllers with waiting tasks that nobody has had for so long. */
    List<String> gone(Duration after) {
        return database.transact(session -> {
            var now = clock.read(session.one(PostgresStatements.NOW, row -> row.getLong(1)));
            var gone = new ArrayList<String>();
            var unseen = new TreeSet<String>();
            session.walk(
                    MISSING,
                    row -> {
                        var seen = Rows.time(row, 2);
                        if (seen == null) {
                            unseen.add(Rows.text(row, 1));
                        } else if (Duration.between(seen, now).compareTo(after) > 0) {
                            gone.add(Rows.text(row, 1));
                        }
                        return true;
                    },
                    here.toArray(String[]::new),
                    livesSince());
            if (!unseen.isEmpty()) { // one that never was seen is counted from when it is missed
                session.update(SEEN, Micros.of(now), unseen.toArray(String[]::new));
            }
            return gone;
        });
    }

    /** Ended in good order: what it left running is lost and has not died. */
    void close() {
        database.transact(session -> session.update(CLOSE, ownership.node()));
    }
}
