package dev.forbear.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server that keeps what it commits, as in production; one for all tests of a
 * JVM, ended with it.
 */
public final class PostgresServer {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final EmbeddedPostgres server;

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The JVM's, started by the first who asks. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        static final PostgresServer SERVER = start();
    }

    private static PostgresServer start() {
        try {
            var data = Files.createTempDirectory("forbear-postgres");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(data)));
            var server =
                    new PostgresServer(
                            EmbeddedPostgres.builder()
                                    .setDataDirectory(data)
                                    .setRegisterShutdownHook(false)
                                    .setServerConfig("fsync", "on")
                                    .setServerConfig("synchronous_commit", "on")
                                    .setServerConfig("full_page_writes", "on")
                                    .setServerConfig("max_connections", "200")
                                    .setServerConfig("log_min_messages", "fatal")
                                    .setOutputRedirector(Redirect.DISCARD)
                                    .setErrorRedirector(Redirect.DISCARD)
                                    .setPGStartupWait(Duration.ofMinutes(1))
                                    .start());
            server.requireDurability();
            server.requireVersion();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL server can be started here", e);
        }
    }

    /** At once and for good: nobody needs what it holds. */
    private static void end(Path data) {
        try {
            var file = data.resolve("postmaster.pid");
            if (Files.exists(file)) {
                var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
                new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start().waitFor();
                ProcessHandle.of(pid)
                        .ifPresent(server ->
                                server.onExit()
                                        .completeOnTimeout(server, 10, TimeUnit.SECONDS)
                                        .join());
            }
            FileSystemUtils.deleteRecursively(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is tested on a server that forgets would prove nothing. */
    private void requireDurability() {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (var setting : new String[] {"fsync", "synchronous_commit"}) {
                try (var rows = statement.executeQuery("show " + setting)) {
                    if (!rows.next() || !"on".equals(rows.getString(1))) {
                        throw new IllegalStateException(setting + " is not on");
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is said to be tested on a version is tested on no other. */
    private void requireVersion() {
        var asked = System.getProperty("tests.postgres", ""); // as 14.24.0
        try (var connection = server.getPostgresDatabase().getConnection()) {
            var version = connection.getMetaData().getDatabaseProductVersion();
            if (!asked.isEmpty() && !asked.startsWith(version + ".")) {
                throw new IllegalStateException(
                        "PostgreSQL " + version + " runs, and not " + asked);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes an empty database of its own. */
    public PostgresDatabase database() {
        var name = "forbear" + NUMBERS.incrementAndGet();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PostgresDatabase(name, server.getPort());
    }
}
