package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that a transaction in PostgreSQL has locked, as they were loaded and as they became. */
final class PostgresRows {

    private static final String IDS =
            "select t.id from unnest(?::text[], ?::text[]) as n (controller, key)"
                    + " join task t on t.controller = n.controller and t.key = n.key";
    private static final String LOCK =
            "select r.id, r.epoch, r.state, r.generation from run r where r.id = any(?::bigint[])"
                    + " order by r.id for update";
    private static final String LOAD =
            "select"
                    + PostgresStatements.COLUMNS
                    + "from run r join task t on t.id = r.id where r.id = any(?::bigint[])";

    private final PostgresSession session;
    private final Map<Long, Locked> locked = new HashMap<>();
    private final Map<Long, Entry> byId = new HashMap<>();
    private final Map<TaskId, Entry> byName = new HashMap<>();

    /** What is known of a row without loading it. */
    private record Locked(long epoch, int state, long generation) {}

    /** A row and what became of it; without a first one it is new. */
    static final class Entry {
        private final @Nullable Row first;
        private Row last;

        private Entry(@Nullable Row first, Row last) {
            this.first = first;
            this.last = last;
        }

        @Nullable Row first() {
            return first;
        }

        Row last() {
            return last;
        }

        void become(Row row) {
            last = row;
        }
    }

    PostgresRows(PostgresSession session) {
        this.session = session;
    }

    /**
     * Locks and loads what the moves have named.
     *
     * @return the database's time when that was locked, in microseconds
     */
    long lock(Collection<Move<?>> moves) throws SQLException {
        var names = new Unnested("tt");
        var held = new HashMap<Long, Held>();
        var loaded = new ArrayList<Long>();
        for (var move : moves) {
            var task = move.task();
            if (task != null) {
                names.add(task.controller(), task.key());
            }
            for (var one : move.held()) {
                held.put(one.row(), one);
                if (move.loads()) {
                    loaded.add(one.row());
                }
            }
        }
        if (names.size() > 0) {
            loaded.addAll(session.list(IDS, row -> row.getLong(1), names.after()));
        }
        var now = lock(loaded, held.keySet());
        held.values().stream().filter(this::isToBeLoaded).forEach(one -> loaded.add(one.row()));
        load(loaded);
        return now;
    }

    private long lock(Collection<Long> loaded, Collection<Long> held) throws SQLException {
        var now = new long[1];
        var all = new ArrayList<>(loaded);
        all.addAll(held);
        var statements = new Together();
        if (!all.isEmpty()) {
            statements.walk(
                    LOCK,
                    row -> {
                        var is = new Locked(row.getLong(2), row.getInt(3), row.getLong(4));
                        locked.put(row.getLong(1), is);
                        return true;
                    },
                    (Object) all.toArray(Long[]::new));
        }
        statements
                .walk(
                        PostgresStatements.NOW,
                        row -> {
                            now[0] = row.getLong(1);
                            return true;
                        })
                .on(session);
        return now[0];
    }

    /** Not what runs on under the epoch that is known: that is mostly written without a look. */
    private boolean isToBeLoaded(Held one) {
        var is = locked.get(one.row());
        return is != null && is.epoch() == one.epoch() && is.state() != Kind.RUNNING.code();
    }

    /** Loads rows that are locked; those that are gone are left out. */
    List<Row> load(Collection<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return new ArrayList<>();
        }
        var rows = session.list(LOAD, Rows::read, (Object) ids.toArray(Long[]::new));
        rows.forEach(this::enter);
        return rows;
    }

    /** A row that is locked, and known to be like this. */
    void enter(Row row) {
        var entry = byId.computeIfAbsent(row.id(), _ -> new Entry(row, row));
        byName.put(row.task().id(), entry);
    }

    /** A row that is to be made. */
    void enterNew(Row row) {
        byName.put(row.task().id(), new Entry(null, row));
    }

    @Nullable Entry find(TaskId id) {
        return byName.get(id);
    }

    @Nullable Entry load(Held held) throws SQLException {
        if (!byId.containsKey(held.row()) && locked.containsKey(held.row())) {
            load(List.of(held.row()));
        }
        return byId.get(held.row());
    }

    /**
     * @throws IllegalStateException if it was not loaded
     */
    Entry of(Row row) {
        var entry = row.id() == 0 ? byName.get(row.task().id()) : byId.get(row.id());
        if (entry == null) {
            throw new IllegalStateException(row.task().id() + " was not loaded");
        }
        return entry;
    }

    /** True if it is locked, nobody has looked at it, and it is as it was claimed. */
    boolean isUnmoved(Row claimed) {
        var is = locked.get(claimed.id());
        return is != null
                && !byId.containsKey(claimed.id())
                && is.epoch() == claimed.epoch()
                && is.state() == Kind.RUNNING.code()
                && is.generation() == claimed.task().progress().generation();
    }

    Collection<Entry> all() {
        return byName.values();
    }

    void forget() {
        locked.clear();
        byId.clear();
        byName.clear();
    }
}
