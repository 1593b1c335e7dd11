package dev.forbear.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.ForbearApplication;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A whole service with a careless controller, and those who submit to it and read from it. */
final class CanaryService implements AutoCloseable {

    static final String ADMIN = "fbr_" + "A".repeat(43);
    private static final String VIEWER = "fbr_" + "V".repeat(43);

    private final ConfigurableApplicationContext context;

    /** What a tracer would send away. */
    @Component
    static final class Spans implements SpanProcessor {
        private final Queue<String> ended = new ConcurrentLinkedQueue<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // when it ends is early enough
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            var data = span.toSpanData();
            ended.add(data.toString());
            data.getEvents().forEach(event -> ended.add(event.getAttributes().toString()));
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    CanaryService(Path data, String... properties) throws Exception {
        var own =
                Stream.of(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "forbear.data-dir=" + data,
                        "forbear.security.keys.ann.sha256=" + sha256(VIEWER),
                        "forbear.security.keys.ann.roles=viewer",
                        "forbear.security.keys.ben.sha256=" + sha256(ADMIN),
                        "forbear.security.keys.ben.roles=admin",
                        "forbear.controllers.careless.retry.initial-delay=10ms",
                        "forbear.controllers.careless.retry.max-attempts=2",
                        "forbear.http.allow=127.0.0.1",
                        "logging.level.com.sun.net.httpserver=INFO", // the receiver's
                        "management.tracing.sampling.probability=1",
                        "tests.tracer=true");
        context =
                new SpringApplicationBuilder(
                                ForbearApplication.class, CarelessController.class, Spans.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                Stream.concat(own, Stream.of(properties))
                                        .map(it -> "--" + it)
                                        .toArray(String[]::new));
    }

    private static String sha256(String key) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    /** Submits as who may do all. */
    String submit(String controller, String key, String spec, String... headers)
            throws IOException {
        var body =
                "{\"controller\":\"%s\",\"key\":\"%s\",\"spec\":%s}"
                        .formatted(controller, key, spec);
        var head = head("POST /api/v1/tasks", ADMIN);
        head.add("Content-Type: application/json");
        head.add("Content-Length: " + body.getBytes(UTF_8).length);
        head.addAll(List.of(headers));
        return raw(head, body);
    }

    /** Reads as who may do no more. */
    String read(String path) throws IOException {
        return raw(head("GET " + path, VIEWER), "");
    }

    /** All that the tracer was told, as text. */
    String spans() {
        return context.getBean(Spans.class).ended.toString();
    }

    private static List<String> head(String call, String key) {
        return new ArrayList<>(
                List.of(
                        call + " HTTP/1.1",
                        "Host: x",
                        "Connection: close",
                        "Authorization: Bearer " + key));
    }

    String raw(List<String> head, String body) throws IOException {
        var request = String.join("\r\n", head) + "\r\n\r\n" + body;
        var port = context.getEnvironment().getProperty("local.server.port", Integer.class);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Override
    public void close() {
        context.close();
        // or the services of later tests would write what this one did
        System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
        LoggingSystem.get(getClass().getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
    }
}
