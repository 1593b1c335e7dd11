package dev.forbear;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A PostgreSQL server that a test stops and starts again; the test's own. */
final class RestartedServer implements AutoCloseable {

    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final Path data;
    private final EmbeddedPostgres server;
    private final List<String> command = new ArrayList<>();

    RestartedServer(Path data) throws IOException {
        this.data = data;
        this.server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setServerConfig("fsync", "on")
                        .setOutputRedirector(Redirect.DISCARD)
                        .setErrorRedirector(Redirect.DISCARD)
                        .start();
        var line = ARGUMENT.matcher(Files.readString(data.resolve("postmaster.opts")));
        while (line.find()) {
            command.add(line.group(1) == null ? line.group(2) : line.group(1));
        }
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(0, List.of("unshare", "-U")); // it refuses to run as root
        }
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres";
    }

    /** As if its machine had lost its power. */
    void stop() throws IOException {
        var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
        var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        new ProcessBuilder("kill", "-QUIT", pid).start();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    void start() throws IOException {
        new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stop(); // not by the kit, which knows its own process only
        }
    }
}
