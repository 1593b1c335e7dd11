package dev.forbear.api;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvents;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Watchers;
import dev.forbear.engine.Workqueue;
import dev.forbear.store.DataDir;
import dev.forbear.store.SqliteTaskStore;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The room behind a real web server, on a real store in a temporary folder. Nothing runs unless a
 * test lets the engine make a pass; the clock is the test's.
 */
final class ApiService implements AutoCloseable {

    static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");

    final TestControllers controllers = new TestControllers();
    final Engine engine;
    final Workqueue queue;
    final Watchers watchers = new Watchers();
    volatile Instant now = BEGIN;
    volatile boolean away;
    volatile boolean hangs;
    volatile RuntimeException fault;

    final List<TaskEvents> events = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final DataDir dir;
    private final SqliteTaskStore sqlite;
    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();
    private final OpenApiDocument document = OpenApiDocument.read();

    ApiService(Class<?>... more) {
        this(Limits.usual(), more);
    }

    ApiService(Limits limits, Class<?>... more) {
        folder = temporary();
        dir = DataDir.open(folder);
        InstantSource clock = () -> now;
        sqlite = SqliteTaskStore.open(dir, clock, _ -> {});
        var known = new Controllers(controllers.all());
        engine =
                new Engine(
                        Switch.around(
                                sqlite,
                                () -> away ? new StoreAwayException("switched off", null) : fault,
                                () -> hangs),
                        known,
                        new Engine.Parts(
                                Runnable::run,
                                System::nanoTime,
                                clock,
                                new Random(1),
                                this::tell,
                                TestControllers.KEPT,
                                Duration.ofDays(7)));
        queue = engine.workqueue();
        context = start(limits, known, clock, more);
    }

    private void tell(TaskEvent event) {
        watchers.on(event);
        events.forEach(listener -> listener.on(event));
    }

    /** A task whose controller no node has any more. */
    void leftBehind(String controller, String key) {
        sqlite.submit(
                        new Wish(
                                new TaskId(controller, key),
                                new UUID(0, 1),
                                new Terms.Spec("{}", "d"),
                                When.NOW,
                                null,
                                null,
                                null),
                        new TaskStore.Pace(Duration.ZERO, null))
                .join();
    }

    /** As the retention does, in its time. */
    void deleteEnded(String controller) {
        sqlite.deleteEnded(controller, Duration.ZERO, Duration.ZERO);
    }

    /** The controller's one task that is due is claimed by a process that dies. */
    void diesDuring(String controller) {
        var appetite = new TaskStore.Appetite(controller, 1, 0, 10);
        var claim = sqlite.claim(List.of(appetite), true).claims().getFirst();
        var verdict = new Verdict.Crashed(controllers.lost(claim, "the process ended"), true);
        sqlite.settle(new TaskStore.Settlement(claim, verdict, Duration.ZERO, Duration.ZERO))
                .join();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("forbear-api-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurableApplicationContext start(
            Limits limits, Controllers known, InstantSource clock, Class<?>... more) {
        var application = new SpringApplication(TestApplication.class);
        application.addPrimarySources(List.of(more));
        application.addInitializers(context -> {
            var beans = (GenericApplicationContext) context;
            beans.registerBean("forbearClock", InstantSource.class, () -> clock);
            beans.registerBean("forbearTicker", Ticker.class, () -> System::nanoTime);
            beans.registerBean(Workqueue.class, () -> queue);
            beans.registerBean(Controllers.class, () -> known);
            beans.registerBean(Watchers.class, () -> watchers);
            beans.registerBean(Limits.class, () -> limits);
        });
        return application.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.threads.virtual.enabled=true",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    Answer post(String path, String json) {
        return post(path, "application/json", json);
    }

    Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    Answer submit(String json) {
        return post("/api/v1/tasks", json);
    }

    /** Sends, and holds the answer, and the request if it is taken, to the OpenAPI document. */
    Answer send(HttpRequest.Builder builder) {
        try {
            var request = builder.timeout(Duration.ofSeconds(60)).build();
            var response = client.send(request, BodyHandlers.ofString());
            var answer = Answer.of(request, response);
            document.check(answer);
            document.check(request, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends exactly this, as no client would, and returns all that comes back. */
    String raw(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many tasks there are. */
    long stored() {
        return queue.tallies().values().stream()
                .mapToLong(tally -> Stream.of(Kind.values()).mapToLong(tally::of).sum())
                .sum();
    }

    /** Lets what is due now be attempted, on the calling thread. */
    void pass() {
        try {
            engine.pass();
            engine.awaitSettled(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void turn(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() {
        context.close();
        client.close();
        sqlite.close();
        dir.close();
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
