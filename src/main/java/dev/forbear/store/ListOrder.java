package dev.forbear.store;

import dev.forbear.engine.Query;
import dev.forbear.task.Kind;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;

/** The orders of a list, each with the indexes that it can go along. */
enum ListOrder {
    BY_KEY(
            "from task t cross join run r on r.id = t.id where t.controller = ?"
                    + " and (t.key, t.id) > (?, ?) and t.key < ? order by t.key"),
    NEWEST_FAILURE(
            "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.state = 4 and r.state >= 3 and (r.updated_at, r.id) < (?, ?)"
                    + " order by r.updated_at desc, r.id desc"),
    NEWEST_FAILURE_ALIKE(
            "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.fingerprint = ? and r.state = 4 and (r.updated_at, r.id) < (?, ?)"
                    + " order by r.updated_at desc, r.id desc"),
    NEWEST_OF_STATE(
            "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.state = ? and r.id < ? order by r.id desc"),
    NEWEST_ALIKE(
            "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.fingerprint = ? and r.id < ? order by r.id desc"),
    NEWEST_OF_LANE(
            "from task t cross join run r on r.id = t.id where t.controller = ?"
                    + " and t.lane = ? and t.id < ? order by t.id desc"),
    NEWEST(
            "from task t cross join run r on r.id = t.id where t.controller = ?"
                    + " and t.id < ? order by t.id desc");

    private static final String PLACE =
            "select r.updated_at, t.key, r.id, r.state, r.reason, r.fingerprint, t.lane ";

    private final String sql;

    ListOrder(String from) {
        this.sql = PLACE + from;
    }

    String sql() {
        return sql;
    }

    static ListOrder of(Query query) {
        if (query.keyPrefix() != null) {
            return BY_KEY;
        }
        if (query.state() == Kind.FAILED || query.reason() != null) {
            return query.fingerprint() == null ? NEWEST_FAILURE : NEWEST_FAILURE_ALIKE;
        }
        if (query.fingerprint() != null) {
            return NEWEST_ALIKE;
        }
        if (query.state() != null) {
            return NEWEST_OF_STATE;
        }
        return query.lane() == null ? NEWEST : NEWEST_OF_LANE;
    }

    Cursor place(ResultSet row) throws SQLException {
        return switch (this) {
            case BY_KEY -> new Cursor(0, Rows.text(row, 2), row.getLong(3));
            case NEWEST_FAILURE, NEWEST_FAILURE_ALIKE ->
                    new Cursor(row.getLong(1), "", row.getLong(3));
            case NEWEST_OF_STATE, NEWEST_ALIKE, NEWEST_OF_LANE, NEWEST ->
                    new Cursor(0, "", row.getLong(3));
        };
    }

    Comparator<Cursor> comparator() {
        return this == BY_KEY
                ? Comparator.comparing(Cursor::key).thenComparingLong(Cursor::id)
                : Comparator.comparingLong(Cursor::at).thenComparingLong(Cursor::id).reversed();
    }

    @Nullable Object[] values(Query query, String controller, @Nullable Cursor after) {
        var from = after == null ? Cursor.NEWEST : after;
        return switch (this) {
            case BY_KEY -> {
                var prefix = Objects.requireNonNull(query.keyPrefix());
                yield new Object[] {
                    controller,
                    after == null ? prefix : after.key(),
                    after == null ? 0L : after.id(),
                    prefix + Character.toString(Character.MAX_CODE_POINT)
                };
            }
            case NEWEST_FAILURE -> new Object[] {controller, from.at(), from.id()};
            case NEWEST_FAILURE_ALIKE ->
                    new @Nullable Object[] {controller, query.fingerprint(), from.at(), from.id()};
            case NEWEST_OF_STATE ->
                    new @Nullable Object[] {
                        controller, Objects.requireNonNull(query.state()).code(), from.id()
                    };
            case NEWEST_ALIKE ->
                    new @Nullable Object[] {controller, query.fingerprint(), from.id()};
            case NEWEST_OF_LANE -> new @Nullable Object[] {controller, query.lane(), from.id()};
            case NEWEST -> new Object[] {controller, from.id()};
        };
    }
}
