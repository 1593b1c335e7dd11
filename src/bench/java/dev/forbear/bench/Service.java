package dev.forbear.bench;

import dev.forbear.bench.probe.Call;
import dev.forbear.bench.probe.CallsFile;
import dev.forbear.bench.probe.ProbeConfiguration;
import dev.forbear.bench.probe.ProbeReconciler;
import dev.forbear.it.ServiceProcess;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The service that is measured, with the controllers {@code demo} and {@code probe}: one process on
 * a data-dir of its own, or several that share a database. What they made is deleted at the end.
 */
final class Service implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "fbr_bench";
    private static final String SHA256 =
            "264cb440cacfd448efd348efdf84d506a8569d5d503ece2c765803d7888dca0a";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;
    private final List<ServiceProcess> processes;
    private final @Nullable DatabaseServer server;

    private Service(Path folder, List<ServiceProcess> processes, @Nullable DatabaseServer server) {
        this.folder = folder;
        this.processes = processes;
        this.server = server;
    }

    /** One process on the embedded store. */
    static Service started(String... arguments) throws IOException, InterruptedException {
        return started(1, null, List.of(arguments));
    }

    /** So many processes on a database of their own. */
    static Service replicas(int replicas, DatabaseServer server)
            throws IOException, InterruptedException {
        return started(
                replicas,
                server,
                List.of(
                        "--forbear.security.keys.bench.sha256=" + SHA256,
                        "--forbear.security.keys.bench.roles=admin",
                        "--forbear.datasource.url=" + server.url(),
                        "--forbear.datasource.username=postgres"));
    }

    private static Service started(
            int replicas, @Nullable DatabaseServer server, List<String> arguments)
            throws IOException, InterruptedException {
        var folder = folder();
        var plugin =
                ServiceProcess.plugin(
                        folder.resolve("plugin"),
                        ProbeConfiguration.class,
                        ProbeReconciler.class,
                        ProbeReconciler.Spec.class,
                        Call.class,
                        CallsFile.class);
        var classPath = classPath(folder);
        var processes = new ArrayList<ServiceProcess>();
        for (var i = 0; i < replicas; i++) {
            var all = new ArrayList<>(arguments);
            all.add("--forbear.demo.enabled=true");
            all.add("--bench.calls=" + folder.resolve("calls-" + i));
            processes.add(
                    ServiceProcess.withPlugin(
                                    classPath,
                                    plugin,
                                    folder.resolve("data-" + i),
                                    all.toArray(String[]::new))
                            .awaitReady());
        }
        return new Service(folder, processes, server);
    }

    /** The runnable jar, extracted; without one, the classes that this JVM runs with. */
    private static String classPath(Path folder) throws IOException, InterruptedException {
        return System.getProperty("forbear.jar") == null
                ? System.getProperty("java.class.path")
                : ServiceProcess.extract(folder.resolve("app")).toString();
    }

    /** On the disk of the project: a temporary folder may be kept in memory. */
    static Path folder() throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "bench")), "run-");
    }

    /** The process that is asked. */
    private ServiceProcess first() {
        return processes.getFirst();
    }

    Wire wire() throws IOException {
        return new Wire(first().port(), server == null ? first().key() : KEY);
    }

    long pid() {
        return first().process().pid();
    }

    /** Processor time of all processes and of their database since their start; resolves 10 ms. */
    Duration cpu() {
        var cpu = server == null ? Duration.ZERO : server.cpu();
        for (var process : processes) {
            cpu = cpu.plus(process.process().info().totalCpuDuration().orElseThrow());
        }
        return cpu;
    }

    String log() {
        return processes.stream().map(ServiceProcess::log).collect(Collectors.joining());
    }

    private interface Request {
        Wire.Answer on(Wire wire) throws IOException;
    }

    /** On a connection of its own: the service closes those that are idle for long. */
    private Wire.Answer asked(Request request) throws IOException {
        try (var wire = wire()) {
            return request.on(wire);
        }
    }

    Scrape scrape() throws IOException {
        return new Scrape(asked(wire -> wire.get("/actuator/prometheus")).ok());
    }

    JsonNode json(String path) throws IOException {
        return JSON.readTree(asked(wire -> wire.get(path)).ok());
    }

    void post(String path) throws IOException {
        asked(wire -> wire.post(path, "{}")).ok();
    }

    void submit(String task) throws IOException {
        asked(wire -> wire.post("/api/v1/tasks", task)).ok();
    }

    void submit(Batch batch) throws IOException {
        batch.checked(asked(wire -> wire.postLines("/api/v1/tasks/bulk", batch.body())));
    }

    /** How many tasks of the controller are in the state. */
    long count(String controller, String state) throws IOException {
        return json("/api/v1/controllers/" + controller).path("counts").path(state).asLong();
    }

    /** Waits until the count is as wanted. */
    void await(String controller, String state, Predicate<Long> wanted) throws IOException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(count(controller, state))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        state + " of " + controller + " is " + count(controller, state));
            }
            Pause.of(Duration.ofMillis(20));
        }
    }

    /** All tasks of the query, page by page. */
    List<JsonNode> tasks(String query) throws IOException {
        var tasks = new ArrayList<JsonNode>();
        var page = json("/api/v1/tasks?limit=1000&" + query);
        while (true) {
            page.path("items").forEach(tasks::add);
            if (!page.path("nextCursor").isString()) {
                return tasks;
            }
            page =
                    json(
                            "/api/v1/tasks?limit=1000&"
                                    + query
                                    + "&cursor="
                                    + page.path("nextCursor").asString());
        }
    }

    /** The calls of the probe so far. */
    List<Call> calls() throws IOException {
        var calls = new ArrayList<Call>();
        for (var i = 0; i < processes.size(); i++) {
            Files.readAllLines(folder.resolve("calls-" + i)).stream()
                    .map(Call::parsed)
                    .forEach(calls::add);
        }
        return calls;
    }

    @Override
    public void close() throws IOException {
        processes.forEach(ServiceProcess::close);
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
