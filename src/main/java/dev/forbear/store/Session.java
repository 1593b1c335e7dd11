package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A connection and how statements run on it. For one thread at a time. */
abstract class Session implements AutoCloseable {

    private final Connection connection;
    private final Dialect dialect;

    Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** What is made of the present row of a result. */
    interface Mapper<R> {
        R map(ResultSet row) throws SQLException;
    }

    /** Looks at the present row of a result; false: no more are wanted. */
    interface Visitor {
        boolean visit(ResultSet row) throws SQLException;
    }

    final Connection connection() {
        return connection;
    }

    /** The statements that differ from one database to the other. */
    final Dialect dialect() {
        return dialect;
    }

    /** A statement to be bound and run; it goes back to {@link #done}. */
    abstract PreparedStatement prepared(String sql) throws SQLException;

    abstract void done(PreparedStatement statement) throws SQLException;

    int update(String sql, @Nullable Object... values) throws SQLException {
        var statement = prepared(sql);
        try {
            bind(statement, values);
            return statement.executeUpdate();
        } finally {
            done(statement);
        }
    }

    final <R> List<R> list(String sql, Mapper<R> mapper, @Nullable Object... values)
            throws SQLException {
        var found = new ArrayList<R>();
        walk(sql, row -> found.add(mapper.map(row)), values);
        return found;
    }

    /** The first row's; null if there is none. */
    final <R> @Nullable R first(String sql, Mapper<R> mapper, @Nullable Object... values)
            throws SQLException {
        var statement = prepared(sql);
        bind(statement, values);
        try (var rows = statement.executeQuery()) {
            return rows.next() ? mapper.map(rows) : null;
        } finally {
            done(statement);
        }
    }

    /** Of a query that always has a row. */
    final <R> R one(String sql, Mapper<R> mapper, @Nullable Object... values) throws SQLException {
        return Objects.requireNonNull(first(sql, mapper, values), "no row where one must be");
    }

    /** Reads row by row, no more than the visitor wants. */
    final void walk(String sql, Visitor visitor, @Nullable Object... values) throws SQLException {
        var statement = prepared(sql);
        bind(statement, values);
        try (var rows = statement.executeQuery()) {
            var more = rows.next();
            while (more) {
                more = visitor.visit(rows) && rows.next();
            }
        } finally {
            done(statement);
        }
    }

    static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
