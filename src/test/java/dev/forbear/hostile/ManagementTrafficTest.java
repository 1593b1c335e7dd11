package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** On a management port of its own, too, every refusal is a problem and none a fault of ours. */
class ManagementTrafficTest {

    @TempDir static Path folder;

    private static ConfigurableApplicationContext service;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        service =
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--management.server.port=0",
                                "--management.server.address=127.0.0.1",
                                "--forbear.data-dir=" + folder.resolve("data"));
        key = Files.readString(folder.resolve("data/admin.key")).strip();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "404, GET,  /nowhere",
        "404, GET,  /actuator/env",
        "404, GET,  /actuator/metrics/nope",
        "404, GET,  /actuator/health/nope/below",
        "404, GET,  /api/v1/tasks",
        "400, GET,  /actuator/metrics?%zz=1",
        "400, GET,  /actuator/a^b",
        "400, GET,  /actuator//metrics",
        "405, POST, /actuator/metrics",
        "405, TRACE, /actuator/metrics",
        "404, GET,  /error"
    })
    void a_refusal_is_a_problem(int status, String method, String path) throws IOException {
        var answer = exchange(method + " " + path + " HTTP/1.1\r\nAuthorization: Bearer " + key);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status);
    }

    @ParameterizedTest
    @CsvSource({
        "404, POST, /nowhere,           multipart/form-data",
        "405, POST, /actuator/metrics,  multipart/form-data",
        "200, GET,  /actuator/health,   multipart/form-data; boundary=x",
        "415, POST, /actuator/loggers/x, multipart/form-data; boundary=x"
    })
    void what_comes_in_parts_is_no_fault_of_ours(
            int status, String method, String path, String type) throws IOException {
        var head = method + " " + path + " HTTP/1.1\r\nAuthorization: Bearer " + key;
        var answer = exchange(head + "\r\nContent-Type: " + type, "Content-Length: 1\r\n\r\nx");

        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "Content-Length: 5\r\n\r\n{"})
    void a_body_that_breaks_off_is_refused_with_a_problem(String rest) throws IOException {
        var head = "POST /actuator/loggers/x HTTP/1.1\r\nAuthorization: Bearer " + key;
        var answer = exchange(head + "\r\nContent-Type: application/json", rest);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"/problems/bad-request\"");
    }

    @ParameterizedTest
    @CsvSource({"200, /actuator/health", "401, /actuator/metrics", "401, /nowhere"})
    void without_a_key_there_is_the_health_alone(int status, String path) throws IOException {
        assertThat(exchange("GET " + path + " HTTP/1.1\r\nX: y").status()).isEqualTo(status);
    }

    private static RawAnswer exchange(String head) throws IOException {
        return exchange(head, "\r\n");
    }

    private static RawAnswer exchange(String head, String rest) throws IOException {
        var port = service.getEnvironment().getProperty("local.management.port", Integer.class);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var request = head + "\r\nHost: x\r\nConnection: close\r\n" + rest;
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return RawAnswer.of(socket.getInputStream().readAllBytes()).orElseThrow();
        }
    }
}
