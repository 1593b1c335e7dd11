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
    BY_KEY,
    NEWEST_FAILURE,
    NEWEST_FAILURE_ALIKE,
    NEWEST_OF_STATE,
    NEWEST_ALIKE,
    NEWEST_OF_LANE,
    NEWEST;

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
