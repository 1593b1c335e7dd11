package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The runnable jar as a process of its own, on a free port of the loopback address. */
public final class ServiceProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern STARTED = Pattern.compile("Started ForbearApplication");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path dataDir;
    private final Path log;
    private final Process process;
    private volatile int port;

    private ServiceProcess(Path dataDir, Path log, Process process) {
        this.dataDir = dataDir;
        this.log = log;
        this.process = process;
    }

    /** The jar as it is, with {@code java -jar}. */
    public static ServiceProcess jar(Path dataDir, String... arguments) {
        return start(
                dataDir, List.of("-jar", System.getProperty("forbear.jar")), List.of(arguments));
    }

    /** The jar with this much heap in MiB, and with the collector that takes the least besides. */
    static ServiceProcess small(int heap, Path dataDir, String... arguments) {
        var jar = System.getProperty("forbear.jar");
        return start(
                dataDir,
                List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-jar", jar),
                List.of(arguments));
    }

    /** The jar, started by a shell that first runs the given line, such as {@code ulimit}. */
    static ServiceProcess limited(String line, Path dataDir, String... arguments) {
        return launched(
                new Launch(
                        List.of("bash", "-c", line + "; exec \"$0\" \"$@\""),
                        Map.of(),
                        dataDir,
                        List.of("-jar", System.getProperty("forbear.jar")),
                        List.of(arguments)));
    }

    /**
     * With something besides on its class path, as a plugin comes.
     *
     * @param classPath the extracted jar, or classes and what they need
     */
    public static ServiceProcess withPlugin(
            String classPath, Path plugin, Path dataDir, String... arguments) {
        var all = classPath + File.pathSeparator + plugin;
        return start(
                dataDir, List.of("-cp", all, "dev.forbear.ForbearApplication"), List.of(arguments));
    }

    /** Extracts the jar into the folder, and returns the thin jar there. */
    public static Path extract(Path folder) throws IOException, InterruptedException {
        var jar = Path.of(System.getProperty("forbear.jar"));
        var command =
                List.of(
                        java(),
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        folder + "");
        var extraction = new ProcessBuilder(command).inheritIO().start();
        assertThat(extraction.waitFor()).isZero();
        return folder.resolve(jar.getFileName());
    }

    /** Makes the folder a plugin: its auto-configuration, and the other classes that it needs. */
    public static Path plugin(Path folder, Class<?> configuration, Class<?>... others)
            throws IOException {
        for (var type : Stream.concat(Stream.of(configuration), Stream.of(others)).toList()) {
            var file = type.getName().replace('.', '/') + ".class";
            Files.createDirectories(folder.resolve(file).getParent());
            try (var in = type.getClassLoader().getResourceAsStream(file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        var imports = folder.resolve("META-INF/spring");
        Files.createDirectories(imports);
        Files.writeString(
                imports.resolve("org.springframework.boot.autoconfigure.AutoConfiguration.imports"),
                configuration.getName());
        return folder;
    }

    /** The JVM that runs this test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static ServiceProcess start(Path dataDir, List<String> what, List<String> arguments) {
        return launched(new Launch(List.of(), Map.of(), dataDir, what, arguments));
    }

    /**
     * How a process is started.
     *
     * @param launcher what starts the JVM and becomes it; empty if nothing does
     * @param environment besides this process's own
     * @param what the JVM runs, with options of its own before it
     * @param arguments of the service
     */
    public record Launch(
            List<String> launcher,
            Map<String, String> environment,
            Path dataDir,
            List<String> what,
            List<String> arguments) {

        private List<String> command() {
            var command = new ArrayList<>(launcher);
            command.addAll(List.of(java(), "--enable-native-access=ALL-UNNAMED", "-Xmx512m"));
            command.addAll(what);
            command.add("--server.port=0");
            command.add("--server.address=127.0.0.1");
            command.add("--forbear.data-dir=" + dataDir);
            command.addAll(arguments);
            return command;
        }
    }

    public static ServiceProcess launched(Launch launch) {
        try {
            Files.createDirectories(launch.dataDir());
            var log = Files.createTempFile(launch.dataDir().getParent(), "service-", ".log");
            var builder =
                    new ProcessBuilder(launch.command())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().putAll(launch.environment());
            return new ServiceProcess(launch.dataDir(), log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers. */
    public ServiceProcess awaitReady() {
        return awaitReady(Duration.ofSeconds(60));
    }

    /** Waits until it answers, at most so long. */
    public ServiceProcess awaitReady(Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || STARTED.matcher(log()).find());
        assertThat(process.isAlive()).as(() -> "the service ended:\n" + log()).isTrue();
        var match = PORT.matcher(log());
        assertThat(match.find()).isTrue();
        port = Integer.parseInt(match.group(1));
        return this;
    }

    /** Where it listens; 0 until that is known. */
    public int port() {
        return port;
    }

    /** Waits until it has ended by itself; returns its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended by itself").isTrue();
        return process.exitValue();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Process process() {
        return process;
    }

    public String key() throws IOException {
        return Files.readString(dataDir.resolve("admin.key")).strip();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public HttpResponse<String> post(String path, String json)
            throws IOException, InterruptedException {
        return post(path, "application/json", json);
    }

    public HttpResponse<String> post(String path, String type, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; returns how long it took to end. */
    public Duration terminate() throws InterruptedException {
        var begin = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended after SIGTERM").isTrue();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }
}
