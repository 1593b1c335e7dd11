package dev.forbear.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What it says of a service that is not as it should be; a good one is tried in ChartStartIT. */
class RoundTripTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Map<String, String> answers = new HashMap<>();
    private final HttpServer server;
    private final Path key;

    RoundTripTest(@TempDir Path folder) throws IOException {
        key = Files.writeString(folder.resolve("key"), "fbr_key\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    var request =
                            exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
                    var nobody = !exchange.getRequestHeaders().containsKey("Authorization");
                    var answer =
                            answers.getOrDefault(
                                    nobody ? request + " as nobody" : request, "404 {}");
                    var body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(
                            Integer.parseInt(answer.substring(0, 3)), body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
    }

    @BeforeEach
    void start() {
        answers.put("GET /livez as nobody", "200 {}");
        answers.put("GET /readyz as nobody", "200 {}");
        answers.put("GET /api/v1/controllers as nobody", "401 {}");
        answers.put("GET /api/v1/controllers", "200 {}");
        answers.put("POST /api/v1/tasks", "422 {\"errors\":[{\"pointer\":\"/key\"}]}");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
        arguments.add("--key-file=" + key);
        return RoundTrip.run(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void without_the_demo_it_says_what_it_tried() {
        assertThat(run()).isZero();
        assertThat(said())
                .contains("401  GET http://", "422  POST http://")
                .contains("OK: health, a key and the refusal of a bad task", "demo.enabled");
    }

    @Test
    void an_open_door_is_a_failure() {
        answers.put("GET /api/v1/controllers as nobody", "200 {}");

        assertThat(run()).isOne();
        assertThat(said()).contains("FAILED: GET http", "was answered 200, expected 401");
    }

    @Test
    void a_service_that_is_not_ready_is_a_failure() {
        answers.put("GET /readyz as nobody", "503 {\"status\":\"OUT_OF_SERVICE\"}");

        assertThat(run()).isOne();
        assertThat(said())
                .contains("was answered 503, expected 200: {\"status\":\"OUT_OF_SERVICE\"}");
    }

    @Test
    void a_refusal_that_does_not_say_why_is_a_failure() {
        answers.put("POST /api/v1/tasks", "422 {}");

        assertThat(run()).isOne();
        assertThat(said()).contains("expected a problem that points to /key, got {}");
    }

    @Test
    void a_submission_that_is_not_accepted_is_a_failure() {
        assertThat(run("--demo")).isOne();
        assertThat(said()).contains("was answered 422, expected 202");
    }

    @Test
    void nobody_there_is_a_failure() {
        server.stop(0);

        assertThat(run()).isOne();
        assertThat(said()).contains("FAILED: GET http", "was not answered: ");
    }

    @Test
    void a_key_file_that_is_not_there_is_a_failure() throws IOException {
        Files.delete(key);

        assertThat(run()).isOne();
        assertThat(said()).contains("FAILED: " + key + " cannot be read");
    }
}
