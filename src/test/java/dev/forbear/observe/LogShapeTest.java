package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class LogShapeTest {

    @ParameterizedTest(name = "console {0}, file {1} of format {2}: text {3}")
    @CsvSource({
        "'',    '',      '',  true",
        "ecs,   '',      '',  false",
        "ecs,   app.log, '',  true",
        "ecs,   app.log, ecs, false",
        "'',    app.log, ecs, true"
    })
    void the_message_holds_the_facts_as_soon_as_one_log_is_text(
            String console, String file, String format, boolean text) {
        var environment =
                new MockEnvironment()
                        .withProperty("logging.structured.format.console", console)
                        .withProperty("logging.file.name", file)
                        .withProperty("logging.structured.format.file", format);

        assertThat(LogShape.isText(environment)).isEqualTo(text);
    }

    @Test
    void without_any_setting_it_is_text() {
        assertThat(LogShape.isText(new MockEnvironment())).isTrue();
    }
}
