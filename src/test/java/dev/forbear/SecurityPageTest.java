package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Each risk on the page names the tests that hold it off, and these are there. */
class SecurityPageTest {

    private static final Pattern RISK = Pattern.compile("\\| \\d+ .* \\| ([^|]*) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)`");

    private static List<String> heldBy() throws IOException {
        return Files.readAllLines(Path.of("SECURITY.md")).stream()
                .map(RISK::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void each_of_the_ten_risks_is_held_off_by_tests_that_are_there() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            var tests =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
                            .map(name -> name.replace(".java", ""))
                            .collect(Collectors.toSet());

            assertThat(heldBy())
                    .hasSize(10)
                    .allSatisfy(cell -> {
                        var named = TEST.matcher(cell).results().map(m -> m.group(1)).toList();
                        assertThat(named).isNotEmpty();
                        assertThat(tests).containsAll(named);
                    });
        }
    }
}
