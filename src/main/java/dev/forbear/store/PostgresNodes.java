package dev.forbear.store;

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

    private static final String ENTER =
            "insert into node (name, started_at, seen_at, renewed_at)"
                    + " select ?, now, now, now from (select forbear_now() as now) n"
                    + " returning id, started_at";
    private static final String BEAT =
            "insert into node (id, name, started_at, seen_at, renewed_at) overriding system value"
                    + " values (?, ?, ?, ?, ?)"
                    + " on conflict (id) do update set seen_at = excluded.seen_at";
    private static final String RENEWED = BEAT + ", renewed_at = excluded.renewed_at";
    private static final String HERE = "update node set controllers = ?::text[] where id = ?";
    private static final String SEEN =
            "insert into controller (name, seen_at) select name, ? from unnest(?::text[])"
                    + " as u (name) order by name"
                    + " on conflict (name) do update set seen_at = excluded.seen_at";
    private static final String LIVE =
            "select distinct unnest(controllers) from node where closed_at is null"
                    + " and seen_at > ?";
    private static final String ELDER =
            "select true from node where id < ? and closed_at is null and seen_at > ? limit 1";
    private static final String OTHERS =
            "select exists (select 1 from node where id <> ? and closed_at is null"
                    + " and seen_at > ?)";
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

    private void beat(PostgresSession session, Instant now) throws SQLException {
        var began = Micros.of(startedAt);
        session.update(BEAT, ownership.node(), name, began, Micros.of(now), began);
    }

    /** Lets this process be seen, and be known to have named what it holds. */
    void renewed(PostgresSession session, Instant now) throws SQLException {
        var at = Micros.of(now);
        session.update(RENEWED, ownership.node(), name, Micros.of(startedAt), at, at);
    }

    List<String> heartbeat(List<String> controllers) {
        fold();
        here = List.copyOf(controllers);
        var names = controllers.stream().sorted().toArray(String[]::new);
        return database.transact(session -> {
            var now = clock.read(session.one(PostgresStatements.NOW, row -> row.getLong(1)));
            session.update(SEEN, Micros.of(now), names);
            beat(session, now);
            session.update(HERE, names, ownership.node());
            var live = new TreeSet<>(controllers);
            live.addAll(session.list(LIVE, row -> Rows.text(row, 1), livesSince()));
            others = session.one(OTHERS, row -> row.getBoolean(1), ownership.node(), livesSince());
            return List.copyOf(live);
        });
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
