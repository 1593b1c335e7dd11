package dev.forbear.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real PgBouncer before a test's database, in transaction mode: each transaction gets another of
 * its connections, in turn.
 */
public final class Pooler implements AutoCloseable {

    public static final String USER = "postgres";
    public static final String PASSWORD = "a-pooler's secret";

    private static final Pattern VERSION = Pattern.compile("PgBouncer 1\\.(\\d+)");
    private static final int CONNECTIONS = 4;

    private final Process process;
    private final int port;
    private final String database;

    private Pooler(Process process, int port, String database) {
        this.process = process;
        this.port = port;
        this.database = database;
    }

    /**
     * Starts one. The test is skipped where it is not installed: no Maven artifact has it, and
     * {@code verify} is to pass without. {@code .ci/run} installs it, or fails.
     *
     * @param folder takes its files
     */
    public static Pooler before(PostgresDatabase database, Path folder) throws IOException {
        return before(database, folder, knowsPreparedStatements() ? 0 : null);
    }

    /** As {@link #before(PostgresDatabase, Path)}, but statements may be prepared, from 1.21 on. */
    public static Pooler withPreparedStatements(PostgresDatabase database, Path folder)
            throws IOException {
        assumeTrue(knowsPreparedStatements(), "this PgBouncer is older than 1.21");
        return before(database, folder, 100);
    }

    private static Pooler before(
            PostgresDatabase database, Path folder, @Nullable Integer preparedStatements)
            throws IOException {
        var settings =
                preparedStatements == null ? "" : "max_prepared_statements = " + preparedStatements;
        var port = freePort();
        var users = folder.resolve("users.txt");
        Files.writeString(users, "\"%s\" \"%s\"\n".formatted(USER, PASSWORD));
        var file = folder.resolve("pgbouncer.ini");
        Files.writeString(file, configuration(database, port, users, settings));
        var pooler = new Pooler(started(file, folder), port, database.name());
        try {
            pooler.awaitReady(folder.resolve("pgbouncer.log"));
            return pooler;
        } catch (IOException | RuntimeException e) {
            pooler.close();
            throw e;
        }
    }

    private static Process started(Path file, Path folder) throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U")); // it refuses to run as root
        }
        command.addAll(List.of(program().toString(), file.toString()));
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static String configuration(
            PostgresDatabase database, int port, Path users, String settings) {
        return """
        [databases]
        %s = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 8
        server_round_robin = 1
        %s
        """
                .formatted(database.name(), database.port(), port, users, settings);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Path program() {
        var found =
                Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, "pgbouncer"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(
                found.isPresent(),
                "pgbouncer is not installed, so what needs it is not tested: apt-get install"
                        + " pgbouncer");
        return found.get();
    }

    private static boolean knowsPreparedStatements() throws IOException {
        var process = new ProcessBuilder(program().toString(), "--version").start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var version = VERSION.matcher(said);
        return version.find() && Integer.parseInt(version.group(1)) >= 21;
    }

    private void awaitReady(Path log) throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> !process.isAlive() || connected(CONNECTIONS));
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer says: " + Files.readString(log));
        }
    }

    /** So many transactions at a time leave as many connections, of which it has none before. */
    private boolean connected(int times) throws SQLException {
        if (times == 0) {
            return true;
        }
        try (var connection = DriverManager.getConnection(url(), USER, PASSWORD);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1");
            var connected = connected(times - 1);
            connection.commit();
            return connected;
        }
    }

    /** Without the user and his password. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
