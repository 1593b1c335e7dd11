package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A canary in all that may be secret, in a whole service whose receiver repeats what it is sent:
 * who may only read meets it nowhere, and neither does who reads the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanaryTest {

    private static final String CANARY = "canary7f3a9c";
    private static final String SECRET = "whsec_Y2FuYXJ5N2YzYTljY2FuYXJ5N2YzYTlj"; // twice CANARY
    private static final String PATH = "cnry1p";
    private static final String QUERY = "cnry2q";
    private static final String[] HIDDEN = {CANARY, SECRET, PATH, QUERY};
    private static final String VIEWER = "fbr_" + "V".repeat(43);
    private static final String ADMIN = "fbr_" + "A".repeat(43);

    @TempDir Path folder;

    private final HttpServer receiver;
    private ConfigurableApplicationContext service;

    CanaryTest() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        receiver = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        receiver.createContext("/", CanaryTest::repeat);
        receiver.start();
    }

    /** Says all that it was told. */
    private static void repeat(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var uri = exchange.getRequestURI();
        var all = body + uri + uri.getPath() + exchange.getRequestHeaders().values();
        var bytes = all.getBytes(UTF_8);
        exchange.sendResponseHeaders(uri.getPath().endsWith("4") ? 404 : 503, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void stop() {
        service.close();
        receiver.stop(0);
    }

    private void start() throws Exception {
        var target = "--forbear.http.targets.orders.";
        service =
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--forbear.data-dir=" + folder.resolve("data"),
                                "--forbear.security.keys.ann.sha256=" + sha256(VIEWER),
                                "--forbear.security.keys.ann.roles=viewer",
                                "--forbear.security.keys.ben.sha256=" + sha256(ADMIN),
                                "--forbear.security.keys.ben.roles=admin",
                                "--forbear.http.allow=127.0.0.1",
                                target + "url=" + at("/" + PATH + "?x=" + QUERY),
                                target + "secret=" + SECRET,
                                target + "headers.X-Api-Key=" + CANARY,
                                target + "headers.Authorization=Bearer " + CANARY);
    }

    private String at(String path) {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
    }

    private static String sha256(String key) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    @Test
    void who_may_only_read_and_who_reads_the_log_never_meet_it(CapturedOutput log)
            throws Exception {
        start();
        var specs =
                """
                {'target':'orders'}
                {'target':'orders','path':'404'}
                {'target':'orders','headers':{'X-Token':'CANARY','Cookie':'a=CANARY'}}
                {'target':'orders','path':'x?token=CANARY'}
                {'target':'orders','path':'x?CANARY'}
                {'url':'URL?token=CANARY','headers':{'Authorization':'Basic CANARY'}}
                {'url':'SHOUTED?token=CANARY'}
                {'url':'http://127.0.0.2/?x=CANARY'}
                {'target':'orders','body':{'note':'no secret','password':'CANARY','secret':['CANARY']}}
                {'target':'orders','body':{'token':'CANARY','password':'CANARY-and-more-of-CANARY'}}
                {'target':'orders','body':{'password':'a\\'CANARY\\\\CANARY'}}
                {'target':'orders','body':{'password':'LONG'}}
                {'target':'orders','body':{'api_key':'CANARY','accessKey':'CANARY','passwd':'CANARY','pwd':'CANARY'}}
                {'target':'orders','body':{'callback':'http://a.test/?key=CANARY','url':'HTTPS://a.test/?CANARY'}}
                """
                        .replace("LONG", CANARY.repeat(100))
                        .lines()
                        .toList();
        for (var i = 0; i < specs.size(); i++) {
            var spec = specs.get(i).replace('\'', '"').replace("CANARY", CANARY);
            spec =
                    spec.replace("URL", at("/x"))
                            .replace("SHOUTED", at("/x").replace("http", "HTTP"));
            assertThat(submit(spec, "k" + i)).isEqualTo(202);
        }
        for (var wrong :
                List.of(
                        "{'url':'http://CANARY:CANARY@127.0.0.1/'}",
                        "{'target':'orders','headers':{'Host':'CANARY'}}",
                        "{'url':'CANARY://x'}",
                        "{'target':'orders','path':'../CANARY'}")) {
            var body = wrong.replace('\'', '"').replace("CANARY", CANARY);
            assertThat(submit(body, "w")).isEqualTo(422);
        }
        var attempted = "/api/v1/tasks?controller=http&limit=100";
        await().until(() -> read(attempted).split("\"outcome\"", -1).length > specs.size());

        for (var i = 0; i < specs.size(); i++) {
            assertThat(read("/api/v1/tasks/http/k" + i)).as(specs.get(i)).doesNotContain(HIDDEN);
        }
        for (var path :
                List.of(
                        attempted,
                        "/api/v1/controllers",
                        "/actuator/forbear",
                        "/actuator/metrics",
                        "/actuator/info",
                        "/actuator/health",
                        "/actuator/prometheus")) {
            assertThat(read(path)).as(path).startsWith("HTTP/1.1 200").doesNotContain(HIDDEN);
        }
        assertThat(read("/api/v1/tasks/http/k0")).contains("orders answered 503");
        assertThat(read("/api/v1/tasks/http/k8")).contains("orders answered 503: {\\\"note\\\":");
        assertThat(log.getAll()).contains("orders answered 404").doesNotContain(HIDDEN);
    }

    @Test
    void neither_is_it_repeated_where_it_comes_as_a_part_of_a_call(CapturedOutput log)
            throws Exception {
        start();
        for (var head :
                List.of(
                        "GET /api/v1/tasks HTTP/1.1\r\nAuthorization: Bearer fbr_" + CANARY,
                        "GET /api/v1/tasks?key=fbr_" + CANARY + " HTTP/1.1\r\nX: y",
                        "GET /api/v1/tasks?q=" + CANARY + "\" HTTP/1.1\r\nX: y",
                        "GET /api/v1/tasks HTTP/1.1\r\nCookie: key=" + CANARY,
                        "GET /actuator/metrics?"
                                + CANARY
                                + "=%zz HTTP/1.1\r\nAuthorization: Bearer "
                                + ADMIN,
                        "POST /actuator/loggers/x HTTP/1.1\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 16\r\nAuthorization: Bearer "
                                + ADMIN)) {
            var answer =
                    raw(List.of(head, "Host: x", "Connection: close"), "{\"" + CANARY + "\":1}");
            assertThat(answer).as(head).startsWith("HTTP/1.1 4").doesNotContain(CANARY);
        }
        assertThat(submit("{\"target\":\"orders\"}", "k", "Idempotency-Key: " + CANARY))
                .isEqualTo(202);

        assertThat(log.getAll()).doesNotContain(HIDDEN);
        try (var files = Files.list(folder.resolve("data"))) {
            for (var file : files.toList()) {
                assertThat(Files.readString(file, ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(HIDDEN);
            }
        }
    }

    private int submit(String spec, String key, String... headers) throws IOException {
        var body = "{\"controller\":\"http\",\"key\":\"" + key + "\",\"spec\":" + spec + "}";
        var head = head("POST /api/v1/tasks", ADMIN);
        head.add("Content-Type: application/json");
        head.add("Content-Length: " + body.length());
        head.addAll(List.of(headers));
        var answer = raw(head, body);
        if (answer.startsWith("HTTP/1.1 422")) {
            assertThat(answer).doesNotContain(CANARY);
        }
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private String read(String path) throws IOException {
        return raw(head("GET " + path, VIEWER), "");
    }

    private static List<String> head(String call, String key) {
        return new ArrayList<>(
                List.of(
                        call + " HTTP/1.1",
                        "Host: x",
                        "Connection: close",
                        "Authorization: Bearer " + key));
    }

    private String raw(List<String> head, String body) throws IOException {
        var request = String.join("\r\n", head) + "\r\n\r\n" + body;
        var port = service.getEnvironment().getProperty("local.server.port", Integer.class);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
