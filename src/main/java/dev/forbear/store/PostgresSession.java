package dev.forbear.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A connection to PostgreSQL for one transaction: nothing outlives it but what the driver keeps.
 */
final class PostgresSession extends Session {

    /** So many rows a round trip, of those that are read row by row and maybe not to the end. */
    private static final int FETCHED_AT_ONCE = 1_000;

    PostgresSession(Connection connection) {
        super(connection, Dialect.POSTGRESQL);
    }

    @Override
    PreparedStatement prepared(String sql) throws SQLException {
        var statement = connection().prepareStatement(sql);
        statement.setFetchSize(FETCHED_AT_ONCE);
        return statement;
    }

    @Override
    void done(PreparedStatement statement) throws SQLException {
        statement.close();
    }
}
