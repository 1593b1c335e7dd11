package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * The whole service under many thousand requests that no client would send: what it refuses it
 * refuses as a problem, nothing of it is a fault of its own, and it stays ready.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class HostileTrafficTest {

    private static final int THREADS = 8;
    private static final int EACH = 1_300;
    private static final long SEED = 20_260_131;

    /** What tells that something of the inside was shown. */
    private static final List<String> INSIDE =
            List.of(
                    "\tat ",
                    "Exception",
                    "java.",
                    "org.apache",
                    "springframework",
                    "Tomcat/",
                    "SQL");

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path folder;

    private static ConfigurableApplicationContext service;
    private static String key;

    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

    @BeforeAll
    static void start() throws IOException {
        service =
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--forbear.demo.enabled=true",
                                "--forbear.data-dir=" + folder.resolve("data"));
        key = Files.readString(folder.resolve("data/admin.key")).strip();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void every_refusal_is_a_problem_none_is_a_fault_of_ours_and_the_service_stays_ready(
            CapturedOutput log) throws Exception {
        var work = new ArrayList<Callable<Void>>();
        for (var thread = 0; thread < THREADS; thread++) {
            var requests = new HostileRequests(SEED + thread, key);
            work.add(() -> sendAll(requests));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(statuses.values().stream().mapToInt(n -> n).sum()).isGreaterThan(10_000);
        assertThat(statuses.keySet())
                .as("hostile in many ways, and not so that all of it ends at the first check")
                .contains(200, 202, 400, 401, 404, 405, 406, 409, 413, 415, 422);
        assertThat(log.getAll()).doesNotContain("fault of ours");
        var ready = "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assertThat(RawAnswer.of(exchange(ready.getBytes(ISO_8859_1))))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource({
        "404, /actuator/health/nope/below,  X: y",
        "404, /actuator/metrics/nope,       X: y",
        "200, /actuator/prometheus,         'Accept: '",
        "400, /actuator/metrics?%zz=1,      X: y",
        "400, /actuator/metrics?=,          X: y",
        "415, /actuator/info,               Content-Type: application/*",
        "415, /api/v1/tasks,                Content-Type: application/*"
    })
    void what_spring_and_its_endpoints_fail_on_is_answered_as_what_it_is(
            int status, String path, String header) throws IOException {
        var head =
                List.of(
                        "GET " + path + " HTTP/1.1",
                        "Host: x",
                        "Connection: close",
                        "Authorization: Bearer " + key,
                        header,
                        "",
                        "");
        var request = String.join("\r\n", head).getBytes(ISO_8859_1);

        var answer = RawAnswer.of(exchange(request)).orElseThrow();

        check(request, answer);
        assertThat(wrong).isEmpty();
        assertThat(answer.status()).isEqualTo(status);
    }

    /** Else strangers could have any amount of memory: it is read as a whole, whatever its size. */
    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PUT", "PATCH"})
    void the_form_of_who_has_no_key_is_not_read(String method) throws IOException {
        var form = "a=%zz"; // where it is read, this fails
        var head =
                List.of(
                        method + " /api/v1/tasks/demo/a HTTP/1.1",
                        "Host: x",
                        "Connection: close",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + form.length(),
                        "",
                        form);
        var request = String.join("\r\n", head).getBytes(ISO_8859_1);

        var answer = RawAnswer.of(exchange(request)).orElseThrow();

        check(request, answer);
        assertThat(wrong).isEmpty();
        assertThat(answer.status()).isEqualTo(401);
    }

    private Void sendAll(HostileRequests requests) throws IOException {
        for (var i = 0; i < EACH; i++) {
            var request = requests.next();
            var answer = RawAnswer.of(exchange(request)).orElse(null);
            if (answer != null) {
                statuses.merge(answer.status(), 1, Integer::sum);
                check(request, answer);
            }
        }
        return null;
    }

    private static byte[] exchange(byte[] request) throws IOException {
        var port = service.getEnvironment().getProperty("local.server.port", Integer.class);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            send(socket, request);
            return received(socket);
        }
    }

    /** The service may close before it has all. */
    private static void send(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
        } catch (IOException _) {
            // what it has to say of it may have come all the same
        }
    }

    private static byte[] received(Socket socket) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            // reset, since more was sent than read
        }
        return all.toByteArray();
    }

    private void check(byte[] request, RawAnswer answer) {
        var what = new ArrayList<String>();
        // these two say that the request asks for what HTTP has and this server has not
        if (answer.status() >= 500 && answer.status() != 501 && answer.status() != 505) {
            what.add("a fault of ours");
        }
        if (answer.status() >= 300) {
            problem(new String(request, ISO_8859_1), answer, what);
            INSIDE.stream()
                    .filter(answer.body()::contains)
                    .forEach(inside -> what.add("shows " + inside));
        }
        if (!what.isEmpty()) {
            var shown = new String(request, ISO_8859_1);
            wrong.add(
                    what
                            + "\n"
                            + shown.substring(0, Math.min(500, shown.length()))
                            + "\n=> "
                            + String.join("\n   ", answer.head())
                            + "\n   "
                            + answer.body().substring(0, Math.min(500, answer.body().length())));
        }
    }

    private static void problem(String request, RawAnswer answer, List<String> what) {
        if (!answer.header("Content-Type").equals("application/problem+json")) {
            what.add("is " + answer.header("Content-Type"));
        }
        if (request.startsWith("HEAD ")) {
            return;
        }
        try {
            var problem = JSON.readTree(answer.body());
            if (problem.path("status").asInt() != answer.status()
                    || problem.path("title").asString("").isEmpty()
                    || problem.path("type").asString("").isEmpty()) {
                what.add("is no whole problem");
            }
        } catch (JacksonException e) {
            what.add("is no JSON");
        }
    }
}
