package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Wherever the service stands, what a problem's type says leads to the type's page. */
@Tag("slow")
class ProblemTypesTest {

    private static final Pattern TYPE = Pattern.compile("\"type\":\"([^\"]*)\"");

    @TempDir Path folder;

    private ConfigurableApplicationContext started(String property) {
        var arguments =
                List.of(
                        "--" + property,
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--forbear.demo.enabled=true",
                        "--forbear.data-dir=" + folder.resolve("data"));
        return new SpringApplicationBuilder(ForbearApplication.class)
                .properties("spring.config.name=forbear-service")
                .run(arguments.toArray(String[]::new));
    }

    private String admin() throws IOException {
        var key = Files.readString(folder.resolve("data/admin.key")).strip();
        return "\r\nAuthorization: Bearer " + key;
    }

    private static String answer(ConfigurableApplicationContext service, String head, String body)
            throws IOException {
        var port = service.getEnvironment().getRequiredProperty("local.server.port", int.class);
        var request = head + "\r\nConnection: close\r\nContent-Length: " + body.length();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((request + "\r\n\r\n" + body).getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void leadsToItsPage(
            ConfigurableApplicationContext service, String begin, String problem)
            throws IOException {
        var types = TYPE.matcher(problem).results().map(type -> type.group(1)).toList();
        assertThat(types).as(problem).isNotEmpty();
        for (var type : types) {
            assertThat(type).startsWith(begin + "/problems/");
            assertThat(answer(service, "GET " + type + " HTTP/1.1\r\nHost: x", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("<code>" + type + "</code>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.servlet.context-path=/queue",
                "spring.mvc.servlet.path=/queue",
                "server.servlet.context-path=/"
            })
    void each_type_leads_to_its_page(String property) throws Exception {
        var begin = property.replaceAll(".*=/", "/").replaceAll("/$", "");
        try (var service = started(property)) {
            var ndjson = "\r\nContent-Type: application/x-ndjson";
            var json = "\r\nContent-Type: application/json";
            for (var head :
                    List.of(
                            "GET /api/v1/tasks HTTP/1.1",
                            "GET /api/v1/tasks?x=1 HTTP/1.1" + admin(),
                            "GET /api/v1/tasks/demo/nothing HTTP/1.1" + admin(),
                            "GET /api/v1/tasks/nothing HTTP/1.1" + admin(),
                            "PUT /api/v1/tasks HTTP/1.1" + admin(),
                            "POST /api/v1/tasks HTTP/1.1" + json + admin(),
                            "POST /api/v1/tasks/bulk HTTP/1.1" + ndjson + admin(),
                            "GET /nothing HTTP/1.1" + admin(),
                            "GET /actuator/health/a/b HTTP/1.1" + admin(),
                            "GET /actuator/metrics?a=%zz HTTP/1.1" + admin(),
                            "GET /api//v1 HTTP/1.1" + admin(),
                            "GET /%zz HTTP/1.1" + admin(),
                            "TRACE /api/v1/tasks HTTP/1.1")) {
                var below = head.replaceFirst(" /", " " + begin + "/") + "\r\nHost: x";
                leadsToItsPage(service, begin, answer(service, below, "{}"));
            }
            leadsToItsPage(service, begin, answer(service, "GET / HTTP/1.1", ""));
            leadsToItsPage(service, begin, answer(service, "GET // HTTP/1.1\r\nHost: x", ""));
            leadsToItsPage(service, begin, answer(service, "GET /x HTTP/1.1\r\nHost: x", ""));
            leadsToItsPage(
                    service,
                    begin,
                    answer(service, "GET /" + begin + "/api/v1 HTTP/1.1\r\nHost: x", ""));
        }
    }
}
