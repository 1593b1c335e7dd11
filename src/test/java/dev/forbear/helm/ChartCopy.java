package dev.forbear.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of the chart in which hooks are objects like any other, since Helm's library renders only
 * those, and which holds one more board and one more file of rules than the chart has.
 */
final class ChartCopy {

    /** The annotation that stands in the place of Helm's own. */
    static final String HOOK = "test/hook";

    private static final Path COPY = made();

    private ChartCopy() {}

    static Path folder() {
        return COPY;
    }

    private static Path made() {
        try {
            var folder = Files.createTempDirectory("chart-").resolve("forbear");
            copyTo(folder);
            var hook = folder.resolve("templates/tests/roundtrip.yaml");
            Files.writeString(hook, Files.readString(hook).replace("helm.sh/hook:", HOOK + ":"));
            Files.createDirectories(folder.resolve("dashboards"));
            Files.writeString(
                    folder.resolve("dashboards/sample-board.json"),
                    "{\n  \"title\": \"{{controller}}\"\n}\n");
            Files.createDirectories(folder.resolve("rules"));
            Files.writeString(folder.resolve("rules/sample-rules.yaml"), RULES);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copyTo(Path folder) throws IOException {
        try (var files = Files.walk(Chart.FOLDER)) {
            for (var file : files.toList()) {
                var target = folder.resolve(Chart.FOLDER.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static final String RULES =
            """
            groups:
              - name: sample
                rules:
                  - alert: SampleAlert
                    expr: up == 0
                    for: 5m
                    labels: {severity: warning}
                    annotations:
                      summary: "{{ $labels.controller }} is down"
            """;
}
