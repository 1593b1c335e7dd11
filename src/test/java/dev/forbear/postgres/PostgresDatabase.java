package dev.forbear.postgres;

import com.zaxxer.hikari.HikariDataSource;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** A database of a test's own, and the pools that were made to it. */
public final class PostgresDatabase implements AutoCloseable {

    private static final String EMPTY =
            "truncate task, run, attempt, fingerprint, tally, controller, node, idempotency restart"
                    + " identity";
    private final String name;
    private final int port;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final Object telling = new Object();
    private long told = Long.MIN_VALUE;

    PostgresDatabase(String name, int port) {
        this.name = name;
        this.port = port;
    }

    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/" + name + "?user=postgres";
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** A new pool, closed with this. */
    public synchronized HikariDataSource pool(int connections) {
        return pool(connections, "");
    }

    /**
     * @param parameters of the URL, as {@code &prepareThreshold=0}
     */
    public synchronized HikariDataSource pool(int connections, String parameters) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url() + "&socketTimeout=10" + parameters);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(10_000);
        pools.add(pool);
        return pool;
    }

    /** Deletes all that a migrated database holds. */
    public void empty() {
        execute(EMPTY);
    }

    public void execute(String sql) {
        try (var connection = admin();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection admin() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** Lets a migrated database live by the clock, as it is whenever a connection is taken. */
    public DataSource by(InstantSource clock, DataSource source) {
        synchronized (telling) {
            told = micros(clock.instant());
            execute(
                    """
                    create unlogged table if not exists virtual_time (now bigint not null);
                    truncate virtual_time;
                    insert into virtual_time values (%d);
                    create or replace function forbear_now() returns bigint
                        language sql volatile as 'select now from virtual_time'
                    """
                            .formatted(told));
        }
        return new TimedSource(source, clock);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    /** One after the other, or a thread that was slow would set the time back. */
    private void tell(Connection connection, InstantSource clock) throws SQLException {
        synchronized (telling) {
            var now = micros(clock.instant());
            if (now != told) {
                try (var statement = connection.createStatement()) {
                    statement.execute("update virtual_time set now = " + now);
                }
                told = now;
            }
        }
    }

    private final class TimedSource extends DelegatedSource {
        private final InstantSource clock;

        TimedSource(DataSource source, InstantSource clock) {
            super(source);
            this.clock = clock;
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            tell(connection, clock);
            return connection;
        }
    }

    @Override
    public synchronized void close() {
        pools.forEach(HikariDataSource::close);
    }
}
