package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection to SQLite that keeps its prepared statements. For one thread at a time. */
final class SqliteSession extends Session {

    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean beginsWithTheNextWrite;
    private boolean wrote;

    /**
     * @param connection without auto-commit; the session begins and ends its transactions itself
     */
    SqliteSession(Connection connection) {
        super(connection, Dialect.SQLITE);
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
        super.update("commit");
    }

    @Override
    int update(String sql, @Nullable Object... values) throws SQLException {
        if (beginsWithTheNextWrite) {
            super.update("begin immediate");
            beginsWithTheNextWrite = false;
            wrote = true;
        }
        return super.update(sql, values);
    }

    @Override
    PreparedStatement prepared(String sql) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection().prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    void done(PreparedStatement statement) {
        // kept for the next time
    }
}
