package dev.forbear.bench;

import dev.forbear.bench.probe.Call;
import dev.forbear.bench.probe.CallsFile;
import dev.forbear.bench.probe.ProbeConfiguration;
import dev.forbear.bench.probe.ProbeReconciler;
import dev.forbear.it.ServiceProcess;

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

/**
 * The service process that is measured, with the controllers {@code demo} and {@code probe}, on a
 * data-dir of its own that is deleted at the end.
 */
final class Service implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;
    private final ServiceProcess process;

    private Service(Path folder, ServiceProcess process) {
        this.folder = folder;
        this.process = process;
    }

    static Service started(String... arguments) throws IOException, InterruptedException {
        var folder = folder();
        var plugin =
                ServiceProcess.plugin(
                        folder.resolve("plugin"),
                        ProbeConfiguration.class,
                        ProbeReconciler.class,
                        ProbeReconciler.Spec.class,
                        Call.class,
                        CallsFile.class);
        var all = new ArrayList<>(List.of(arguments));
        all.add("--forbear.demo.enabled=true");
        all.add("--bench.calls=" + folder.resolve("calls"));
        var process =
                ServiceProcess.withPlugin(
                        classPath(folder),
                        plugin,
                        folder.resolve("data"),
                        all.toArray(String[]::new));
        return new Service(folder, process.awaitReady());
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

    Wire wire() throws IOException {
        return new Wire(process.port(), process.key());
    }

    long pid() {
        return process.process().pid();
    }

    /** Processor time of the process since its start; resolves 10 ms. */
    Duration cpu() {
        return process.process().info().totalCpuDuration().orElseThrow();
    }

    String log() {
        return process.log();
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
        return Files.readAllLines(folder.resolve("calls")).stream().map(Call::parsed).toList();
    }

    @Override
    public void close() throws IOException {
        process.close();
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
