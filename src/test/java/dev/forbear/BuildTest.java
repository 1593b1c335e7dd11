package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class BuildTest {

    @Test
    void the_tests_run_on_the_jdk_that_the_build_asks_for() {
        assertThat(Runtime.version().feature()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.yaml", "application.yml", "application.properties"})
    void no_settings_reach_an_application_that_depends_on_the_jar(String name) {
        var resources = Path.of("src/main/resources");

        assertThat(resources.resolve("forbear-service.yaml")).exists();
        assertThat(resources.resolve(name)).doesNotExist();
        assertThat(resources.resolve("config").resolve(name)).doesNotExist();
    }
}
