package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.Progress;
import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.TraceParent;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** How a task is written into columns and read from them. */
final class Rows {

    /** The columns that {@link #read} expects, of {@code task t} and {@code run r}. */
    static final String COLUMNS =
            " r.id, r.epoch, t.controller, t.key, t.uid, t.created_at, t.spec, t.spec_digest,"
                + " t.lane, t.max_attempts, r.state, r.due_at, r.next_due, r.owner, r.generation,"
                + " r.attempts, r.crashes, r.started_at, r.floor_at, r.first_failed_at,"
                + " r.first_error, r.fingerprint, r.deadline_at, r.deadline_after, r.reason,"
                + " r.updated_at, t.traceparent ";

    /** The only node of an embedded store. */
    static final int NODE = 0;

    private Rows() {}

    static Row read(ResultSet row) throws SQLException {
        var task =
                new Task(
                        new TaskId(text(row, 3), text(row, 4)),
                        uuid(row.getBytes(5)),
                        Micros.instant(row.getLong(6)),
                        terms(row),
                        progress(row),
                        state(row),
                        Micros.instant(row.getLong(26)));
        return new Row(row.getLong(1), row.getLong(2), task);
    }

    private static Terms terms(ResultSet row) throws SQLException {
        return new Terms(
                new Terms.Spec(text(row, 7), text(row, 8)),
                row.getString(9),
                integer(row, 10),
                deadline(row),
                TraceParent.of(row.getString(27)));
    }

    private static Terms.@Nullable Deadline deadline(ResultSet row) throws SQLException {
        var at = time(row, 23);
        var after = number(row, 24);
        return at == null
                ? null
                : new Terms.Deadline(at, after == null ? null : Duration.ofNanos(after));
    }

    private static Progress progress(ResultSet row) throws SQLException {
        return new Progress(
                row.getLong(15),
                row.getInt(16),
                row.getInt(17),
                time(row, 18),
                time(row, 19),
                trouble(row));
    }

    private static @Nullable Trouble trouble(ResultSet row) throws SQLException {
        var since = time(row, 20);
        return since == null ? null : new Trouble(since, text(row, 21), text(row, 22));
    }

    private static State state(ResultSet row) throws SQLException {
        var held = number(row, 14) != null;
        return switch (Kind.of(row.getInt(11))) {
            case QUEUED -> new State.Queued(due(row, held ? 13 : 12), held);
            case RUNNING -> new State.Running(time(row, 13));
            case BACKING_OFF -> new State.BackingOff(due(row, 12));
            case SUCCEEDED -> new State.Succeeded();
            case FAILED -> new State.Failed(TerminalReason.of(row.getInt(25)));
            case CANCELLED -> new State.Cancelled(held);
        };
    }

    private static Instant due(ResultSet row, int column) throws SQLException {
        return Micros.instant(row.getLong(column));
    }

    static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), "a column that is never null is");
    }

    static @Nullable Long number(ResultSet row, int column) throws SQLException {
        var number = row.getLong(column);
        return number == 0 && row.wasNull() ? null : Long.valueOf(number);
    }

    private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
        var number = row.getInt(column);
        return number == 0 && row.wasNull() ? null : Integer.valueOf(number);
    }

    /** What is stored of it; null if it is a part of no span. */
    static @Nullable String trace(Terms terms) {
        var trace = terms.trace();
        return trace == null ? null : trace.value();
    }

    static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        return Micros.instant(number(row, column));
    }

    private static UUID uuid(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
