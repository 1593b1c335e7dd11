package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an operation reads and writes through: rows and their tallies. For the writer's thread. */
final class Transaction {

    private static final String FIND =
            "select"
                    + Rows.COLUMNS
                    + "from task t join run r on r.id = t.id where t.controller = ? and t.key = ?";
    private static final String LOAD =
            "select" + Rows.COLUMNS + "from run r join task t on t.id = r.id where r.id = ?";
    private static final String INSERT_TASK =
            "insert into task (id, controller, key, uid, created_at, spec, spec_digest, lane,"
                    + " max_attempts) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_RUN =
            "insert into run (id, controller, state, due_at, next_due, epoch, owner, generation,"
                    + " attempts, crashes, started_at, floor_at, first_failed_at, first_error,"
                    + " fingerprint, deadline_at, deadline_after, reason, updated_at)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE_TASK =
            "update task set spec = ?, spec_digest = ?, lane = ?, max_attempts = ? where id = ?";
    private static final String UPDATE_RUN =
            "update run set state = ?, due_at = ?, next_due = ?, epoch = ?, owner = ?,"
                    + " generation = ?, attempts = ?, crashes = ?, started_at = ?, floor_at = ?,"
                    + " first_failed_at = ?, first_error = ?, fingerprint = ?, deadline_at = ?,"
                    + " deadline_after = ?, reason = ?, updated_at = ? where id = ?";
    private static final String IF_UNMOVED = " and epoch = ? and state = 1 and generation = ?";
    private static final List<String> DELETE =
            List.of(
                    "delete from attempt where task = ?",
                    "delete from run where id = ?",
                    "delete from task where id = ?");

    private final Session session;
    private final Tallies tallies;
    private final Horizon horizon;
    private final Ids ids;
    private final Instant now;
    private final List<Runnable> onceDurable = new ArrayList<>();

    /** Numbers for new tasks. */
    interface Ids {
        long next();
    }

    Transaction(Session session, Tallies tallies, Horizon horizon, Ids ids, Instant now) {
        this.session = session;
        this.tallies = tallies;
        this.horizon = horizon;
        this.ids = ids;
        this.now = now;
    }

    /** The store's time, the same for the whole transaction. */
    Instant now() {
        return now;
    }

    Session sql() {
        return session;
    }

    Tallies tallies() {
        return tallies;
    }

    Horizon horizon() {
        return horizon;
    }

    @Nullable Row find(TaskId id) throws SQLException {
        return session.first(FIND, Rows::read, id.controller(), id.key());
    }

    @Nullable Row load(long id) throws SQLException {
        return session.first(LOAD, Rows::read, id);
    }

    void insert(Task task) throws SQLException {
        var id = ids.next();
        var terms = task.terms();
        session.update(
                INSERT_TASK,
                id,
                task.id().controller(),
                task.id().key(),
                Rows.bytes(task.uid()),
                Micros.of(task.createdAt()),
                terms.spec().json(),
                terms.spec().digest(),
                terms.lane(),
                terms.maxAttempts());
        var values = new @Nullable Object[19];
        values[0] = id;
        values[1] = task.id().controller();
        Columns.of(new Row(id, 0, task), values, 2);
        session.update(INSERT_RUN, values);
        tallies.created(task);
        lowerHorizon(task);
    }

    /** Writes what a move made of a row. */
    void update(Row before, Row after) throws SQLException {
        var values = new @Nullable Object[18];
        Columns.of(after, values, 0);
        values[17] = after.id();
        session.update(UPDATE_RUN, values);
        if (!before.task().terms().equals(after.task().terms())) {
            var terms = after.task().terms();
            session.update(
                    UPDATE_TASK,
                    terms.spec().json(),
                    terms.spec().digest(),
                    terms.lane(),
                    terms.maxAttempts(),
                    after.id());
        }
        tallies.moved(before.task(), after.task());
        lowerHorizon(after.task());
    }

    private void lowerHorizon(Task task) {
        var due = Columns.claimable(task.state());
        if (due != null) {
            horizon.lower(task.id().controller(), due);
        }
    }

    /**
     * Writes what a move made of a row that was claimed, unless it has moved since; returns whether
     * it is written. Spares reading it first.
     */
    boolean updateUnmoved(Row claimed, Row after) throws SQLException {
        var values = new @Nullable Object[20];
        Columns.of(after, values, 0);
        values[17] = claimed.id();
        values[18] = claimed.epoch();
        values[19] = claimed.task().progress().generation();
        if (session.update(UPDATE_RUN + IF_UNMOVED, values) == 0) {
            return false;
        }
        tallies.moved(claimed.task(), after.task());
        lowerHorizon(after.task());
        return true;
    }

    void delete(long id, String controller, Kind kind) throws SQLException {
        for (var sql : DELETE) {
            session.update(sql, id);
        }
        tallies.deleted(controller, kind);
    }

    /** To be done when the transaction is durable, and not otherwise. */
    void onceDurable(Runnable action) {
        onceDurable.add(action);
    }

    void durable() {
        onceDurable.forEach(Runnable::run);
    }
}
