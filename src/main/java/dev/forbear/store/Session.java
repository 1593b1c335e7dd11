package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A connection that keeps its prepared statements. For one thread at a time. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean beginsWithTheNextWrite;
    private boolean wrote;

    /**
     * @param connection without auto-commit; the session begins and ends its transactions itself
     */
    Session(Connection connection) {
        this.connection = connection;
    }

    /** What is made of the present row of a result. */
    interface Mapper<R> {
        R map(ResultSet row) throws SQLException;
    }

    /** Looks at the present row of a result; false: no more are wanted. */
    interface Visitor {
        boolean visit(ResultSet row) throws SQLException;
    }

    /**
     * From here to {@link #commit} is one transaction, which begins with its first write: to look
     * whether there is anything to do costs one statement instead of three. Only for the connection
     * that alone writes, else what was read before the write could have changed.
     */
    void begin() {
        beginsWithTheNextWrite = true;
        wrote = false;
    }

    /** True if anything was written since {@link #begin}. */
    boolean wrote() {
        return wrote;
    }

    /** Makes durable what was written. */
    void commit() throws SQLException {
        bound("commit").executeUpdate();
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        if (beginsWithTheNextWrite) {
            bound("begin immediate").executeUpdate();
            beginsWithTheNextWrite = false;
            wrote = true;
        }
        return bound(sql, values).executeUpdate();
    }

    <R> List<R> list(String sql, Mapper<R> mapper, @Nullable Object... values) throws SQLException {
        var found = new ArrayList<R>();
        walk(sql, row -> found.add(mapper.map(row)), values);
        return found;
    }

    /** The first row's; null if there is none. */
    <R> @Nullable R first(String sql, Mapper<R> mapper, @Nullable Object... values)
            throws SQLException {
        try (var rows = bound(sql, values).executeQuery()) {
            return rows.next() ? mapper.map(rows) : null;
        }
    }

    /** Of a query that always has a row. */
    <R> R one(String sql, Mapper<R> mapper, @Nullable Object... values) throws SQLException {
        return Objects.requireNonNull(first(sql, mapper, values), "no row where one must be");
    }

    /** Reads row by row, no more than the visitor wants. */
    void walk(String sql, Visitor visitor, @Nullable Object... values) throws SQLException {
        try (var rows = bound(sql, values).executeQuery()) {
            var more = rows.next();
            while (more) {
                more = visitor.visit(rows) && rows.next();
            }
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
