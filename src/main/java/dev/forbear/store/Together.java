package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements for PostgreSQL that are sent together and answered together, in their order: one round
 * trip. Each sees what those before it have done.
 */
final class Together {

    private final List<Part> parts = new ArrayList<>();

    /** What one statement is, and who looks at its rows; null where it has none. */
    private record Part(
            String sql, List<@Nullable Object> values, Session.@Nullable Visitor visitor) {}

    Together update(String sql, @Nullable Object... values) {
        parts.add(new Part(sql, list(values), null));
        return this;
    }

    /**
     * @param visitor looks at each row
     */
    Together walk(String sql, Session.Visitor visitor, @Nullable Object... values) {
        parts.add(new Part(sql, list(values), visitor));
        return this;
    }

    /** Then the other's. */
    Together add(Together other) {
        parts.addAll(other.parts);
        return this;
    }

    private static List<@Nullable Object> list(@Nullable Object... values) {
        var list = new ArrayList<@Nullable Object>(values.length);
        for (var value : values) {
            list.add(value);
        }
        return list;
    }

    /** Sends all that was gathered, if anything was. */
    void on(PostgresSession session) throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        var sql = parts.stream().map(Part::sql).collect(Collectors.joining("; "));
        var statement = session.prepared(sql);
        try {
            statement.setFetchSize(0); // all rows of one, before the next
            var values = new ArrayList<@Nullable Object>();
            parts.forEach(part -> values.addAll(part.values()));
            Session.bind(statement, values.toArray());
            statement.execute();
            for (var part : parts) {
                look(statement, part.visitor());
                statement.getMoreResults();
            }
        } finally {
            session.done(statement);
        }
    }

    private static void look(PreparedStatement statement, Session.@Nullable Visitor visitor)
            throws SQLException {
        if (visitor == null) {
            return;
        }
        try (var rows = statement.getResultSet()) {
            var more = rows.next();
            while (more) {
                more = visitor.visit(rows) && rows.next();
            }
        }
    }
}
