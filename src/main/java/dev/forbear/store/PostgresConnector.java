package dev.forbear.store;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;

/**
 * Makes connections, and sees whether they lead to a server or to a pooler in its place, which may
 * give each transaction another of its own. Safe for use by many threads. A data source of the
 * driver's only for what else one must answer.
 */
final class PostgresConnector extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final String url;
    private final Properties properties;
    private final @Nullable Boolean told;
    private final String settle;
    private volatile boolean pooled;

    /**
     * @param url a JDBC URL of PostgreSQL, whose parameters stand over the properties
     * @param told whether it leads to a pooler; null: it is looked
     * @param settle what a connection that leads to a server is told; empty: nothing
     */
    PostgresConnector(String url, Properties properties, @Nullable Boolean told, String settle) {
        this.url = url;
        this.properties = properties;
        this.told = told;
        this.settle = settle;
        this.pooled = Boolean.TRUE.equals(told);
    }

    /** True if it was told so, and since a connection has shown it. */
    boolean isPooled() {
        return pooled;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = Objects.requireNonNull(new Driver().connect(url, properties), url);
        try {
            prepare(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What is said to the server is said to whom the pooler gives the connection next. */
    private void prepare(Connection connection) throws SQLException {
        if (told == null && !pooled) {
            pooled = !isServers(connection);
        }
        if (pooled) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        } else if (!settle.isEmpty()) {
            try (var statement = connection.createStatement()) {
                statement.execute(settle);
            }
        }
    }

    /** A pooler greets with a process number that it made up, for no process is its client's. */
    private static boolean isServers(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select pg_backend_pid()")) {
            return rows.next()
                    && rows.getInt(1) == connection.unwrap(PGConnection.class).getBackendPID();
        }
    }
}
