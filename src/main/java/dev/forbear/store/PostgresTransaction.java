package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows in PostgreSQL. They are locked and loaded for all moves of a batch together, changed in
 * memory and written together: a statement a kind, whatever their number.
 *
 * <p>The row in {@code run} is the lock of its task: whoever changes a task has locked it, in the
 * order of the rows' numbers, before anything else is written. Then come new tasks, in the order of
 * their keys; then rows that belong to a locked one; then the tallies of this node. Whoever locks
 * in another order skips what is locked. So nobody waits in a circle.
 */
final class PostgresTransaction implements TaskRows {

    private static final String BACKLOG =
            "select coalesce(sum(n), 0) from tally where controller = ? and state in (0, 1, 2)";

    private final PostgresSession session;
    private final StoreClock clock;
    private final PostgresWrites writes;
    private final TallyChanges changes = new TallyChanges();
    private final PostgresRows rows;
    private final Map<String, Long> backlogs = new HashMap<>();
    private final Map<String, Kept> answers = new HashMap<>();
    private final Map<String, Instant> dues = new HashMap<>();
    private final Together last = new Together();
    private @Nullable Instant now;

    private record Kept(Once once, Once.Answer.Again answer) {}

    PostgresTransaction(PostgresSession session, StoreClock clock, Ownership ownership) {
        this.session = session;
        this.clock = clock;
        this.rows = new PostgresRows(session);
        this.writes = new PostgresWrites(session, ownership);
    }

    PostgresSession sql() {
        return session;
    }

    TallyChanges changes() {
        return changes;
    }

    /** For each controller the earliest due time that was written. */
    Map<String, Instant> dues() {
        return dues;
    }

    /** Reads the database's time: to be done when what is needed is locked. */
    void readTheTime() throws SQLException {
        theTimeIs(session.one(PostgresStatements.NOW, row -> row.getLong(1)));
    }

    /** It was read with something else. */
    void theTimeIs(long micros) {
        now = clock.read(micros);
    }

    /**
     * @throws IllegalStateException if it was not read
     */
    @Override
    public Instant now() {
        if (now == null) {
            throw new IllegalStateException("the time was not read");
        }
        return now;
    }

    /** Locks and loads what the moves have named. */
    void lock(Collection<Move<?>> moves) throws SQLException {
        theTimeIs(rows.lock(moves));
    }

    /** Loads rows that are locked; those that are gone are left out. */
    List<Row> load(Collection<Long> ids) throws SQLException {
        return rows.load(ids);
    }

    @Override
    public @Nullable Row find(TaskId id) {
        var entry = rows.find(id);
        return entry == null ? null : entry.last();
    }

    @Override
    public @Nullable Row load(Held held) throws SQLException {
        var entry = rows.load(held);
        return entry == null ? null : entry.last();
    }

    @Override
    public void insert(Task task) {
        rows.enterNew(new Row(0, 0, task));
        changes.created(task);
        lowerDue(task);
    }

    @Override
    public void update(Row before, Row after) {
        rows.of(before).become(after);
        changes.moved(before.task(), after.task());
        lowerDue(after.task());
    }

    @Override
    public boolean updateUnmoved(Row claimed, Row after) {
        if (!rows.isUnmoved(claimed)) {
            return false;
        }
        rows.enter(claimed);
        update(claimed, after);
        return true;
    }

    private void lowerDue(Task task) {
        var due = Columns.claimable(task.state());
        if (due != null) {
            dues.merge(task.id().controller(), due, (a, b) -> a.isBefore(b) ? a : b);
        }
    }

    @Override
    public long backlog(String controller) throws SQLException {
        var before = backlogs.get(controller);
        if (before == null) {
            before = session.one(BACKLOG, row -> row.getLong(1), controller);
            backlogs.put(controller, before);
        }
        return before
                + changes.of(controller, Kind.QUEUED)
                + changes.of(controller, Kind.RUNNING)
                + changes.of(controller, Kind.BACKING_OFF);
    }

    @Override
    public Optional<Once.Answer> answered(Once once) throws SQLException {
        var kept = answers.get(once.key());
        if (kept == null) {
            return Answered.find(session, once, now());
        }
        return Optional.of(
                kept.once().body().equals(once.body())
                        ? kept.answer()
                        : new Once.Answer.OtherBody());
    }

    @Override
    public void keep(Once once, Once.Answer.Again answer) {
        answers.put(once.key(), new Kept(once, answer));
        writes.keep(once, answer, now());
    }

    @Override
    public void record(PastAttempt attempt) {
        writes.record(attempt);
    }

    @Override
    public void sighted(List<Object[]> sightings) throws SQLException {
        writes.sighted(sightings);
    }

    /** What is to be asked when all is written. */
    void atLast(Together asked) {
        last.add(asked);
    }

    /**
     * Forgets the rows.
     *
     * @return the statements that write what became of them
     */
    Together written() throws SQLException {
        for (var entry : rows.all()) {
            var first = entry.first();
            if (first == null) {
                writes.insert(entry.last().task());
            } else if (!entry.last().equals(first)) {
                writes.update(first, entry.last());
            }
        }
        rows.forget();
        return writes.written(this::now);
    }

    /** Writes all that is left, and commits. */
    void commit() throws SQLException {
        var statements = written();
        writes.tallies(changes, statements);
        statements.add(last).update("commit").on(session);
    }
}
