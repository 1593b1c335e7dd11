package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows in SQLite: read and written one by one, for there is no round trip to save. */
final class Transaction implements TaskRows {

    private static final String INSERT_TASK =
            "insert into task (id, controller, key, uid, created_at, spec, spec_digest, lane,"
                    + " max_attempts, traceparent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_RUN =
            "insert into run (id, controller, state, due_at, next_due, epoch, owner, generation,"
                    + " attempts, crashes, started_at, floor_at, first_failed_at, first_error,"
                    + " fingerprint, deadline_at, deadline_after, reason, updated_at)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE_TASK =
            "update task set spec = ?, spec_digest = ?, lane = ?, max_attempts = ?, traceparent = ?"
                    + " where id = ?";
    private static final String UPDATE_RUN =
            "update run set state = ?, due_at = ?, next_due = ?, epoch = ?, owner = ?,"
                    + " generation = ?, attempts = ?, crashes = ?, started_at = ?, floor_at = ?,"
                    + " first_failed_at = ?, first_error = ?, fingerprint = ?, deadline_at = ?,"
                    + " deadline_after = ?, reason = ?, updated_at = ? where id = ?";
    private static final String IF_UNMOVED = " and epoch = ? and state = 1 and generation = ?";
    private static final String ATTEMPT =
            "insert or replace into attempt ("
                    + PastAttempt.COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SIGHTED =
            "insert into fingerprint (controller, fingerprint, type, message, first_seen,"
                + " last_seen, hits) values (?, ?, ?, ?, ?, ?, ?) on conflict (controller,"
                + " fingerprint) do update set last_seen = max(last_seen, excluded.last_seen), hits"
                + " = hits + excluded.hits";
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

    @Override
    public Instant now() {
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

    @Override
    public @Nullable Row find(TaskId id) throws SQLException {
        return session.first(SqliteStatements.FIND, Rows::read, id.controller(), id.key());
    }

    @Override
    public @Nullable Row load(Held held) throws SQLException {
        return session.first(SqliteStatements.LOAD, Rows::read, held.row());
    }

    @Override
    public long backlog(String controller) {
        return tallies.backlog(controller);
    }

    @Override
    public void record(PastAttempt attempt) throws SQLException {
        session.update(ATTEMPT, attempt.values());
    }

    @Override
    public void sighted(List<Object[]> sightings) throws SQLException {
        for (var values : sightings) {
            session.update(SIGHTED, values);
        }
    }

    @Override
    public Optional<Once.Answer> answered(Once once) throws SQLException {
        return Answered.find(session, once, now);
    }

    @Override
    public void keep(Once once, Once.Answer.Again answer) throws SQLException {
        session.update(Answered.KEEP, Answered.values(once, answer, now));
    }

    @Override
    public void insert(Task task) throws SQLException {
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
                terms.maxAttempts(),
                Rows.trace(terms));
        var values = new @Nullable Object[19];
        values[0] = id;
        values[1] = task.id().controller();
        Columns.of(new Row(id, 0, task), values, 2);
        session.update(INSERT_RUN, values);
        tallies.changes().created(task);
        lowerHorizon(task);
    }

    @Override
    public void update(Row before, Row after) throws SQLException {
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
                    Rows.trace(terms),
                    after.id());
        }
        tallies.changes().moved(before.task(), after.task());
        lowerHorizon(after.task());
    }

    private void lowerHorizon(Task task) {
        var due = Columns.claimable(task.state());
        if (due != null) {
            horizon.lower(task.id().controller(), due);
        }
    }

    @Override
    public boolean updateUnmoved(Row claimed, Row after) throws SQLException {
        var values = new @Nullable Object[20];
        Columns.of(after, values, 0);
        values[17] = claimed.id();
        values[18] = claimed.epoch();
        values[19] = claimed.task().progress().generation();
        if (session.update(UPDATE_RUN + IF_UNMOVED, values) == 0) {
            return false;
        }
        tallies.changes().moved(claimed.task(), after.task());
        lowerHorizon(after.task());
        return true;
    }

    void delete(long id, String controller, Kind kind) throws SQLException {
        for (var sql : DELETE) {
            session.update(sql, id);
        }
        tallies.changes().deleted(controller, kind, 1);
    }

    /** To be done when the transaction is durable, and not otherwise. */
    void onceDurable(Runnable action) {
        onceDurable.add(action);
    }

    void durable() {
        onceDurable.forEach(Runnable::run);
    }
}
