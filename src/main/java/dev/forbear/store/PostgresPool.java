package dev.forbear.store;

import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;

import javax.sql.DataSource;

/**
 * Connections to a PostgreSQL database, made when they are needed: it may be away when this is
 * made, and later. Not a bean of type DataSource, which would take the place of the application's
 * own.
 */
public final class PostgresPool implements AutoCloseable {

    /** A database that is away is said to be after this time, and is tried again. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(3);

    /** No answer on a connection for this long: it is cut, and what was asked fails. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    /** As {@link #TO_ANSWER}, for a step that changes large tables. */
    private static final Duration TO_MIGRATE = Duration.ofMinutes(30);

    private final HikariDataSource pool;
    private final PostgresConnector connector;

    /**
     * @param url a JDBC URL of PostgreSQL
     * @param pooler whether each transaction may get another connection of the server; null: as the
     *     connections show
     */
    public record Access(
            String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable Boolean pooler) {

        /** Without the password, wherever it is logged. */
        @Override
        public String toString() {
            return "Access[username=" + username + "]";
        }
    }

    /**
     * @param size the most connections, 1 or more
     */
    public PostgresPool(Access access, int size) {
        this(connector(access, properties(access), PostgresDatabase.SETTLE), size);
    }

    private PostgresPool(PostgresConnector connector, int size) {
        this.connector = connector;
        pool = new Plain(connector);
        pool.setPoolName("forbear");
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(size, 2));
        pool.setConnectionTimeout(TO_CONNECT.toMillis());
        pool.setValidationTimeout(TO_CONNECT.toMillis());
        pool.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        pool.setInitializationFailTimeout(-1); // the store says what is wrong
    }

    /** Two connections for what makes and changes the tables, which may take its time. */
    public static PostgresPool forMigrations(Access access) {
        var patient = properties(access);
        patient.setProperty("socketTimeout", seconds(TO_MIGRATE));
        return new PostgresPool(connector(access, patient, ""), 2);
    }

    private static PostgresConnector connector(Access access, Properties properties, String told) {
        return new PostgresConnector(access.url(), properties, access.pooler(), told);
    }

    private static Properties properties(Access access) {
        var properties = new Properties();
        if (access.username() != null) {
            properties.setProperty("user", access.username());
        }
        if (access.password() != null) {
            properties.setProperty("password", access.password());
        }
        properties.setProperty("ApplicationName", "forbear");
        properties.setProperty("connectTimeout", seconds(TO_CONNECT));
        properties.setProperty("loginTimeout", seconds(TO_CONNECT.multipliedBy(2)));
        properties.setProperty("socketTimeout", seconds(TO_ANSWER));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /** Says why there is no connection instead of how long it was waited for. */
    private static final class Plain extends HikariDataSource implements PostgresDatabase.Settled {

        private final PostgresConnector connector;

        Plain(PostgresConnector connector) {
            this.connector = connector;
            setDataSource(connector);
        }

        @Override
        public boolean areSettled() {
            return !connector.isPooled();
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                return super.getConnection();
            } catch (SQLTransientConnectionException e) {
                throw e.getCause() instanceof SQLException why ? why : e;
            }
        }
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }

    /** Gives connections, each to one user at a time, who closes it. */
    public DataSource connections() {
        return pool;
    }

    /**
     * Whether each transaction may get another connection of the server: as was told, else as the
     * connections have shown, and false before the first.
     */
    public boolean isPooled() {
        return connector.isPooled();
    }

    @Override
    public void close() {
        pool.close();
    }
}
