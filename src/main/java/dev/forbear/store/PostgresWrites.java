package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.task.Task;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Gathers what a transaction writes, for a statement a kind. */
final class PostgresWrites {

    private static final int RUN_COLUMNS = 17;

    private final PostgresSession session;
    private final Ownership ownership;
    private final Unnested tasks = new Unnested(PostgresUpserts.TASK_LETTERS);
    private final Unnested newRuns = new Unnested("tt" + PostgresUpserts.RUN_LETTERS);
    private final Unnested runs = new Unnested("n" + PostgresUpserts.RUN_LETTERS);
    private final Unnested terms = new Unnested(PostgresUpserts.TERMS_LETTERS);
    private final Unnested answers = new Unnested("tttttn");
    private final Map<String, PastAttempt> attempts = new LinkedHashMap<>();

    PostgresWrites(PostgresSession session, Ownership ownership) {
        this.session = session;
        this.ownership = ownership;
    }

    void insert(Task task) {
        var id = task.id();
        var spec = task.terms().spec();
        tasks.add(
                id.controller(),
                id.key(),
                task.uid(),
                Micros.of(task.createdAt()),
                spec.json(),
                spec.digest(),
                task.terms().lane(),
                task.terms().maxAttempts(),
                Rows.trace(task.terms()));
        newRuns.add(columns(new Row(0, 0, task), id.controller(), id.key()));
    }

    private static @Nullable Object[] columns(Row row, Object... first) {
        var values = new @Nullable Object[first.length + RUN_COLUMNS];
        System.arraycopy(first, 0, values, 0, first.length);
        Columns.of(row, values, first.length);
        return values;
    }

    void update(Row before, Row after) {
        runs.add(columns(after, after.id()));
        var to = after.task().terms();
        var from = before.task().terms();
        if (!to.equals(from)) {
            terms.add(
                    after.id(),
                    to.spec().json(),
                    to.spec().digest(),
                    to.lane(),
                    to.maxAttempts(),
                    Rows.trace(to));
        }
    }

    void keep(Once once, Once.Answer.Again answer, Instant now) {
        answers.add(Answered.values(once, answer, now));
    }

    /** The later one of two in the same place stays. */
    void record(PastAttempt attempt) {
        attempts.put(attempt.claim().row() + " " + attempt.slot(), attempt);
    }

    void sighted(List<Object[]> sightings) throws SQLException {
        var rows = new Unnested("ttttnnn");
        sightings.forEach(rows::add);
        session.update(PostgresUpserts.SIGHTED, rows.after());
    }

    /**
     * Makes what is new and forgets all that was gathered.
     *
     * @param now asked for only where something was claimed or is to be kept
     * @return what is left to be sent
     */
    Together written(Supplier<Instant> now) throws SQLException {
        if (tasks.size() > 0) {
            insert();
        }
        if (answers.size() > 0) {
            keepAnswers(now.get());
        }
        var statements = new Together();
        if (runs.size() > 0) {
            var leasedUntil = Micros.of(now.get().plus(ownership.lease()));
            statements.update(PostgresUpserts.UPDATE, runs.after(leasedUntil, ownership.node()));
        }
        if (terms.size() > 0) {
            statements.update(PostgresUpserts.UPDATE_TASK, terms.after());
        }
        if (!attempts.isEmpty()) {
            var rows = new Unnested("nnnnnnnntttnn");
            attempts.values().forEach(attempt -> rows.add(attempt.values()));
            statements.update(PostgresUpserts.ATTEMPTS, rows.after());
        }
        tasks.clear();
        newRuns.clear();
        runs.clear();
        terms.clear();
        answers.clear();
        attempts.clear();
        return statements;
    }

    /** Where another replica's came first, its answer is to be given. */
    private void keepAnswers(Instant now) throws SQLException {
        var values = new ArrayList<>(List.of(answers.after()));
        values.add(Micros.of(Answered.bound(now)));
        if (session.update(PostgresUpserts.ANSWERS, values.toArray()) < answers.size()) {
            throw new LostRaceException();
        }
    }

    private void insert() throws SQLException {
        var newTasks = tasks.after();
        var values = Arrays.copyOf(newTasks, newTasks.length + 2 + RUN_COLUMNS);
        System.arraycopy(newRuns.after(), 0, values, newTasks.length, 2 + RUN_COLUMNS);
        if (session.update(PostgresUpserts.INSERT, values) < tasks.size()) {
            throw new LostRaceException();
        }
    }

    /** The last to be written, since every transaction of this node writes there. */
    void tallies(TallyChanges changes, Together statements) {
        var all = changes.all();
        if (!all.isEmpty()) {
            var rows = new Unnested("tnn");
            all.forEach(change -> rows.add(change.controller(), change.state(), change.by()));
            statements.update(PostgresUpserts.TALLIES, rows.after(ownership.node()));
            changes.clear();
        }
    }
}
