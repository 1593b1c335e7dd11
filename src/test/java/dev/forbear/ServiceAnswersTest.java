package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole service with all its filters, where its parts alone would answer otherwise. */
class ServiceAnswersTest {

    @TempDir private Path folder;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void start() {
        service =
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                "--server.address=127.0.0.1",
                                "--server.port=0",
                                "--forbear.data-dir=" + folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private HttpResponse<String> call(String method, String path, String... header)
            throws Exception {
        var port = service.getEnvironment().getProperty("local.server.port");
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + key());
        if (header.length > 0) {
            request.header(header[0], header[1]);
        }
        var body =
                path.contains("loggers")
                        ? BodyPublishers.ofString("{\"configuredLevel\":\"DEBUGG\"}")
                        : BodyPublishers.noBody();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.method(method, body).build(), BodyHandlers.ofString());
        }
    }

    private String key() throws Exception {
        return Files.readString(folder.resolve("data/admin.key")).strip();
    }

    @Test
    void what_is_refused_is_told_by_its_true_reason() throws Exception {
        var level = call("POST", "/actuator/loggers/x", "Content-Type", "application/json");
        assertThat(level.statusCode()).isEqualTo(400);
        assertThat(level.body()).contains("configuredLevel", "TRACE, DEBUG, INFO, WARN");

        var tooLong = call("GET", "/livez", "X", "y".repeat(9_000));
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("8 KiB");

        assertThat(call("TRACE", "/api/v1/tasks").statusCode()).isEqualTo(405);
    }

    @Test
    void the_disk_is_that_of_the_data_dir() throws Exception {
        assertThat(call("GET", "/actuator/health").body())
                .contains("\"path\":\"" + folder.resolve("data"));
    }

    @Test
    void with_a_database_there_is_none() {
        new ApplicationContextRunner()
                .withUserConfiguration(DiskHealthConfiguration.class)
                .withPropertyValues("forbear.datasource.url=jdbc:postgresql://127.0.0.1/x")
                .run(context ->
                        assertThat(context)
                                .hasNotFailed()
                                .doesNotHaveBean("diskSpaceHealthIndicator"));
    }
}
