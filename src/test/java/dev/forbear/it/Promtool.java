package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tool that comes with Prometheus; a test that needs it is skipped where it is missing. */
public final class Promtool {

    private Promtool() {}

    /** Runs it, checks that it found nothing wrong, and returns what it said. */
    public static String passes(String input, String... arguments)
            throws IOException, InterruptedException {
        require("promtool");
        var command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> command + " said:\n" + said).isZero();
        return said;
    }

    /**
     * Skips the test unless the commands are installed: no Maven artifact has them, and {@code
     * verify} is to pass without. {@code .ci/run} installs them, or fails.
     */
    public static void require(String... commands) {
        for (var command : commands) {
            assumeTrue(
                    isInstalled(command),
                    command
                            + " is not installed, so what needs it is not tested: apt-get install"
                            + " prometheus prometheus-alertmanager");
        }
    }

    private static boolean isInstalled(String command) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Path.of(folder, command).toFile().canExecute());
    }
}
