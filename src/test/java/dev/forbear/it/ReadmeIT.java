package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Does what the README tells a newcomer to do, with its own lines, and looks at what it promises.
 */
class ReadmeIT {

    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @Test
    void each_line_of_the_readme_does_what_it_says(@TempDir Path folder) throws Exception {
        var dataDir = folder.resolve("data");
        try (var service =
                ServiceProcess.jar(dataDir, "--spring.profiles.active=demo").awaitReady()) {
            var answers = run(script(service, dataDir));

            assertThat(answers).hasSize(5);
            assertThat(answers.get(0)).contains("\"effect\":\"created\"", "\"state\":\"QUEUED\"");
            assertThat(answers.get(1))
                    .contains(
                            "\"state\":\"FAILED\"",
                            "\"terminalReason\":\"ATTEMPTS_EXHAUSTED\"",
                            "\"attempts\":3",
                            "connection refused");
            assertThat(answers.get(2)).contains("\"generation\":2");
            assertThat(answers.get(3)).contains("\"state\":\"SUCCEEDED\"");
            assertThat(answers.get(4))
                    .contains(
                            "forbear_attempts_total{controller=\"demo\",outcome=\"failed\"} 2.0",
                            "forbear_attempts_total{controller=\"demo\",outcome=\"terminal\"} 1.0",
                            "forbear_retries_total{controller=\"demo\"} 2.0",
                            "forbear_terminal_failures_total{controller=\"demo\",reason=\"ATTEMPTS_EXHAUSTED\"}"
                                + " 1.0");
            assertThat(service.log())
                    .contains("attempt failed controller=demo key=hello generation=1 attempt=1/3")
                    .contains("ATTEMPTS_EXHAUSTED");
        }
    }

    /** The README's lines on this service, with a mark after each call. */
    private static String script(ServiceProcess service, Path dataDir) throws Exception {
        var script = new StringBuilder("set -eu -o pipefail\n");
        SHELL.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> !block.contains("mvnw") && !block.contains("docker"))
                .forEach(script::append);
        return script.toString()
                .replace("http://localhost:8080", service.url())
                .replace("data/admin.key", dataDir.resolve("admin.key").toString())
                .replaceAll("(?m)^curl .*(?:\n  .*)*", "$0\necho; echo ---");
    }

    private static List<String> run(String script) throws Exception {
        var bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
        var output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(output).isZero();
        return List.of(output.split("---\n"));
    }
}
