package dev.forbear.store;

import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What is read of tasks and of how many there are. */
final class Reading {

    private static final String HISTORY =
            "select generation, number, started_at, took, outcome, error_type, error_message,"
                + " fingerprint, failed_at, next_delay from attempt where task = ? order by epoch";
    private static final String TALLIES =
            "select controller, state, sum(n) from tally group by controller, state";

    private Reading() {}

    static Optional<Stored> find(Session session, TaskId id, Instant now) throws SQLException {
        var row = session.first(session.dialect().find(), Rows::read, id.controller(), id.key());
        return row == null ? Optional.empty() : Optional.of(stored(session, row, now));
    }

    static Stored stored(Session session, Row row, Instant now) throws SQLException {
        return new Stored(row.task(), now, session.list(HISTORY, Reading::attempted, row.id()));
    }

    private static Attempted attempted(ResultSet row) throws SQLException {
        var next = Rows.number(row, 10);
        return new Attempted(
                row.getLong(1),
                row.getInt(2),
                Micros.instant(row.getLong(3)),
                Micros.duration(row.getLong(4)),
                Outcome.of(row.getInt(5)),
                fault(row),
                next == null ? null : Micros.duration(next));
    }

    private static @Nullable Fault fault(ResultSet row) throws SQLException {
        var at = Rows.time(row, 9);
        return at == null
                ? null
                : new Fault(Rows.text(row, 6), Rows.text(row, 7), Rows.text(row, 8), at);
    }

    static Map<String, Tally> tallies(Session session) throws SQLException {
        var counts = new TreeMap<String, Map<Kind, Long>>();
        session.walk(
                TALLIES,
                row -> {
                    counts.computeIfAbsent(
                                    Rows.text(row, 1), _ -> new EnumMap<Kind, Long>(Kind.class))
                            .put(Kind.of(row.getInt(2)), row.getLong(3));
                    return true;
                });
        var tallies = new TreeMap<String, Tally>();
        counts.forEach((name, count) -> tallies.put(name, new Tally(count)));
        return tallies;
    }

    static Map<String, Duration> oldestDueAges(Session session, Instant now) throws SQLException {
        var ages = new TreeMap<String, Duration>();
        session.walk(
                session.dialect().oldest(),
                row -> {
                    var due = Rows.time(row, 2);
                    if (due != null && !due.isAfter(now)) {
                        ages.put(Rows.text(row, 1), Duration.between(due, now));
                    }
                    return true;
                });
        return ages;
    }

    static Map<String, Long> ready(Session session, long cap, Instant now) throws SQLException {
        var ready = new TreeMap<String, Long>();
        session.walk(
                session.dialect().ready(),
                row -> {
                    ready.put(Rows.text(row, 1), row.getLong(2));
                    return true;
                },
                Micros.of(now),
                cap);
        return ready;
    }

    /** All controllers that ever had a task. */
    static List<String> controllers(Session session) throws SQLException {
        return session.list(
                "select distinct controller from tally",
                row -> Objects.requireNonNull(row.getString(1)));
    }
}
