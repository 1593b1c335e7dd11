package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.time.Duration;

/** The passwords of a database that cannot be reached: the log has them at no level. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DatabaseCanaryTest {

    private static final String CANARY = "canary7f3a9c";

    @Test
    void no_level_of_the_root_shows_what_the_driver_is_told(CapturedOutput log) {
        var url = "jdbc:postgresql://127.0.0.1:1/x?sslpassword=" + CANARY + "&password=" + CANARY;
        var logging = LoggingSystem.get(getClass().getClassLoader());
        try (var _ =
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--forbear.datasource.url=" + url,
                                "--forbear.datasource.username=ann",
                                "--forbear.datasource.password=" + CANARY,
                                "--forbear.security.keys.ann.sha256=" + "a".repeat(64),
                                "--forbear.security.keys.ann.roles=admin",
                                "--logging.level.root=TRACE")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.getAll().contains("the store is away"));
        } finally {
            logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
        }
        assertThat(log.getAll()).contains(" TRACE ").doesNotContain(CANARY);
    }
}
