package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void the_tests_run_on_the_jdk_that_the_build_asks_for() {
        assertThat(Runtime.version().feature()).isEqualTo(25);
    }
}
