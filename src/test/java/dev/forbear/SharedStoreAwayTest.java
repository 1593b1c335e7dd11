package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.nio.file.Path;
import java.time.Duration;

/** A replica whose database is stopped and started again. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class SharedStoreAwayTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir private Path data;
    private RestartedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RestartedServer(data);
    }

    @AfterEach
    void end() throws Exception {
        server.close();
    }

    private SharedService service() {
        return SharedService.started("forbear.datasource.url=" + server.url());
    }

    @Test
    void later_it_says_so_keeps_outcomes_and_goes_on_when_it_is_back(CapturedOutput log)
            throws Exception {
        try (var service = service()) {
            service.submit("slow", "{\"sleep\": \"2s\"}");
            await().atMost(SOON).until(() -> service.task("slow").contains("RUNNING"));

            server.stop();

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(service.get("/api/v1/tasks").statusCode()).isEqualTo(503));
            var refused = service.call("POST", "/api/v1/tasks", "{\"controller\": \"demo\"}");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(service.get("/livez").statusCode()).isEqualTo(200);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.get("/actuator/health").statusCode()).isEqualTo(503);
            assertThat(service.get("/actuator/forbear").body()).contains("\"store\":\"away\"");
            await().atMost(SOON).until(() -> log.getAll().contains("the store is away"));

            server.start();

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> service.task("slow").contains("\"state\":\"SUCCEEDED\""));
            assertThat(service.task("slow")).contains("\"attempts\":1");
            service.submit("after", "{}");
            await().atMost(SOON)
                    .until(() -> service.task("after").contains("\"state\":\"SUCCEEDED\""));
            assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void at_the_start_it_lives_is_not_ready_and_begins_when_it_is_there() throws Exception {
        server.stop();
        try (var service = service()) {
            assertThat(service.get("/livez").statusCode()).isEqualTo(200);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(service.get("/api/v1/tasks").statusCode()).isEqualTo(503);

            server.start();

            await().atMost(SOON).until(() -> service.get("/readyz").statusCode() == 200);
            service.submit("k", "{}");
            await().atMost(SOON).until(() -> service.task("k").contains("\"state\":\"SUCCEEDED\""));
        }
    }
}
