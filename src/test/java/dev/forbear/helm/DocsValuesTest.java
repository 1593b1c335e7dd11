package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The values that the documentation shows are taken by the chart, and do something. */
class DocsValuesTest {

    private static final Pattern VALUES = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @MethodSource("blocks")
    void a_block_of_values_is_taken(String values) {
        assertThat(Chart.of("postgresql.yaml", values).text())
                .isNotEqualTo(Chart.of("postgresql.yaml").text());
    }

    static List<String> blocks() throws IOException {
        return VALUES.matcher(Files.readString(Path.of("docs/kubernetes.md")))
                .results()
                .map(it -> it.group(1))
                .toList();
    }
}
