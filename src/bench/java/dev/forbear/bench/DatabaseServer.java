package dev.forbear.bench;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

/** A PostgreSQL server beside the service, a process of its own, and an empty database in it. */
final class DatabaseServer implements AutoCloseable {

    /** Of the fields of {@code stat} after the name: utime, stime, cutime, cstime, in 10 ms. */
    private static final int UTIME = 11;

    private final PostgresDatabase database = PostgresServer.shared().database();
    private final long postmaster;

    DatabaseServer() throws SQLException {
        postmaster = backendsParent();
    }

    String url() {
        return database.url();
    }

    DataSource pool() {
        return database.pool(2);
    }

    Connection connected() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** The one number that a query answers. */
    double asked(String query) throws SQLException {
        try (var connection = connected();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** Processor time of the server and of all its backends, those that have ended included. */
    Duration cpu() {
        var own = stat(postmaster);
        var ticks = own[0] + own[1] + own[2] + own[3];
        var backends = ProcessHandle.of(postmaster).orElseThrow().children();
        for (var backend : backends.toList()) {
            var its = stat(backend.pid());
            ticks += its[0] + its[1];
        }
        return Duration.ofMillis(ticks * 10);
    }

    /** The parent of a backend, while that lives. */
    private long backendsParent() throws SQLException {
        try (var connection = connected()) {
            var backend = connection.unwrap(PGConnection.class).getBackendPID();
            return ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow().pid();
        }
    }

    /** A backend that has just ended is told by its parent. */
    private static long[] stat(long pid) {
        var file = Path.of("/proc", String.valueOf(pid), "stat");
        try {
            var text = Files.readString(file);
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            var times = new long[4];
            for (var i = 0; i < times.length; i++) {
                times[i] = Long.parseLong(fields[UTIME + i]);
            }
            return times;
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
            return new long[4];
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
