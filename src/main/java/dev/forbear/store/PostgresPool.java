package dev.forbear.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

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

    private final HikariDataSource pool;

    /**
     * @param url a JDBC URL of PostgreSQL
     * @param pooler whether each transaction may get another connection of the server
     */
    public record Access(
            String url, @Nullable String username, @Nullable String password, boolean pooler) {

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
        pool = access.pooler() ? new Plain() : new Ours();
        pool.setPoolName("forbear");
        pool.setJdbcUrl(access.url());
        pool.setUsername(access.username());
        pool.setPassword(access.password());
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(size, 2));
        pool.setConnectionTimeout(TO_CONNECT.toMillis());
        pool.setValidationTimeout(TO_CONNECT.toMillis());
        pool.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        pool.setInitializationFailTimeout(-1); // the store says what is wrong
        tell(pool, access);
    }

    private static void tell(HikariConfig pool, Access access) {
        pool.addDataSourceProperty("ApplicationName", "forbear");
        pool.addDataSourceProperty("connectTimeout", seconds(TO_CONNECT));
        pool.addDataSourceProperty("loginTimeout", seconds(TO_CONNECT.multipliedBy(2)));
        pool.addDataSourceProperty("socketTimeout", seconds(TO_ANSWER));
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        if (access.pooler()) {
            pool.addDataSourceProperty("prepareThreshold", "0");
        }
    }

    /** Says why there is no connection instead of how long it was waited for. */
    private static class Plain extends HikariDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            try {
                return super.getConnection();
            } catch (SQLTransientConnectionException e) {
                throw e.getCause() instanceof SQLException why ? why : e;
            }
        }
    }

    /** No pooler gives its connections to others, so they are told their settings once. */
    private static final class Ours extends Plain implements PostgresDatabase.Settled {
        Ours() {
            setConnectionInitSql(PostgresDatabase.SETTLE);
        }
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }

    /** Gives connections, each to one user at a time, who closes it. */
    public DataSource connections() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
