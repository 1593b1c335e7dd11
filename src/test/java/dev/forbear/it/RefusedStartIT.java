package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

/** A start that is refused says why in one block, touches nothing and ends. */
class RefusedStartIT {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --forbear.defaults.retry.jitter=0.7             | forbear.defaults.retry.jitter must be a number from 0 to 0.5, was 0.7
                    --forbear.defaults.retry.max-attempts=many      | forbear.defaults.retry.max-attempts must be a whole number from 1 to 10000, was "many"
                    --forbear.controllers.demo.concurency=3         | forbear.controllers.demo.concurency is not a property of Forbear; the nearest is forbear.controllers.demo.concurrency
                    --forbear.security.keys.ci.sha256=abc           | forbear.security.keys.ci.sha256
                    --spring.datasource.url=jdbc:mysql://db/x       | spring.datasource.url must begin with jdbc:postgresql://
                    --spring.datasource.url=jdbc:postgresql:x       | forbear.security.keys.<name>.sha256
                    """)
    void by_a_property(String argument, String message) throws Exception {
        try (var service = ServiceProcess.jar(folder.resolve("data"), argument)) {
            assertThat(service.awaitEnd()).isNotZero();

            assertThat(service.log()).contains("APPLICATION FAILED TO START", message);
            assertThat(service.log()).doesNotContain("\tat ");
        }
    }

    @Test
    void by_a_process_that_has_the_data_dir_already() throws Exception {
        var dataDir = folder.resolve("data");
        try (var first = ServiceProcess.jar(dataDir).awaitReady();
                var second = ServiceProcess.jar(dataDir)) {
            assertThat(second.awaitEnd()).isNotZero();

            assertThat(second.log())
                    .contains(dataDir.toString(), "" + first.process().pid())
                    .doesNotContain("\tat ");
            assertThat(first.get("/api/v1/controllers").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void by_a_file_that_is_no_database_and_stays_as_it_was() throws Exception {
        var dataDir = Files.createDirectories(folder.resolve("data"));
        var file = dataDir.resolve("forbear.db");
        Files.writeString(file, "somebody's diary, and no database at all ".repeat(100));
        var before = Files.readAllBytes(file);
        try (var service = ServiceProcess.jar(dataDir)) {
            assertThat(service.awaitEnd()).isNotZero();

            assertThat(service.log()).contains(file.toString()).doesNotContain("\tat ");
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
    }
}
