package dev.forbear.breaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

class OptionsTest {

    private static Options parsed(String line) {
        return Options.parsed(line.isEmpty() ? List.of() : List.of(line.split(" ")), 42);
    }

    @Test
    void without_arguments_both_stores_share_three_minutes() {
        assertThat(parsed(""))
                .isEqualTo(new Options(180, 42, List.of("sqlite", "postgresql"), null));
    }

    @Test
    void all_can_be_chosen() {
        assertThat(parsed("--store sqlite --seconds 20 --seed -7"))
                .isEqualTo(new Options(20, -7, List.of("sqlite"), null));
        assertThat(parsed("--check a/records.ndjson").check())
                .isEqualTo(Path.of("a/records.ndjson"));
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds 0,--seconds must be between 1 and 86400",
        "--seconds soon,--seconds must be a number",
        "--seed,--seed needs a value",
        "--store h2,'--store must be sqlite, postgresql or both'",
        "--speed 3,unknown: --speed"
    })
    void what_is_wrong_is_named(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parsed(line))
                .withMessageContaining(message);
    }
}
