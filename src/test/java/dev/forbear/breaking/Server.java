package dev.forbear.breaking;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that keeps what it commits, and can be killed and started again on it. Not
 * for many threads.
 */
final class Server implements AutoCloseable {

    /** An ordinary user, and his own database of that name. */
    static final String USER = "forbear";

    private static final Duration TO_START = Duration.ofMinutes(2);
    private static final List<String> DURABLE =
            List.of("fsync=on", "synchronous_commit=on", "full_page_writes=on");

    private final Path data;
    private final Path log;
    private final int port;
    private final String program;
    private Process process;

    /**
     * Makes a database and starts its server.
     *
     * @param folder takes the data and the log
     */
    Server(Path folder) throws IOException, SQLException {
        data = folder.resolve("postgresql");
        log = folder.resolve("postgresql.log");
        port = freePort();
        program = installed();
        process = started();
        superuser().close();
        try (var connection = superuser();
                var statement = connection.createStatement()) {
            statement.execute("create role " + USER + " login password '" + USER + "'");
            statement.execute("create database " + USER + " owner " + USER);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Unpacks the server and makes its database; returns its program. */
    private String installed() throws IOException {
        try (var first =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setPGStartupWait(TO_START)
                        .setOutputRedirector(Redirect.DISCARD)
                        .setErrorRedirector(Redirect.DISCARD)
                        .start()) {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .flatMap(postmaster -> postmaster.info().command())
                    .orElseThrow(() -> new IllegalStateException("where is " + first + "?"));
        }
    }

    /** It refuses to run as root, and takes a namespace in which it seems not to be. */
    private Process started() throws IOException {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program, "-D", data.toString(), "-p", "" + port, "-h", "127.0.0.1"));
        command.addAll(List.of("-c", "unix_socket_directories="));
        DURABLE.forEach(setting -> command.addAll(List.of("-c", setting)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    /** A connection as soon as there is one: it may be down for a fault's sake. */
    private Connection awaited(String database) throws SQLException {
        var end = System.nanoTime() + TO_START.toNanos();
        while (true) {
            try {
                return connection(database);
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Pause.of(Duration.ofMillis(100));
            }
        }
    }

    int port() {
        return port;
    }

    /** A superuser's connection, that nothing stands in the way of. */
    Connection superuser() throws SQLException {
        return awaited("postgres");
    }

    /** A superuser's, to Forbear's database. */
    Connection direct() throws SQLException {
        return awaited(USER);
    }

    private Connection connection(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&socketTimeout=30&connectTimeout=5"
                        .formatted(port, database));
    }

    /** kill -9, its backends too. */
    void kill() throws InterruptedException {
        var backends = process.descendants().toList();
        process.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        for (var backend : backends) {
            backend.onExit().completeOnTimeout(backend, 10, TimeUnit.SECONDS).join();
        }
    }

    /** Starts it again, and waits until it has recovered. */
    void start() throws IOException, SQLException {
        process = started();
        superuser().close();
    }

    @Override
    public void close() throws IOException {
        try {
            kill(); // nobody needs it any more
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
