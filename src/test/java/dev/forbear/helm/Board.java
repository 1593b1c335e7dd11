package dev.forbear.helm;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A Grafana board of the chart. */
record Board(String name, JsonNode json) {

    static List<Board> all() throws IOException {
        try (var files = Files.list(Chart.FOLDER.resolve("dashboards"))) {
            return files.sorted().map(Board::of).toList();
        }
    }

    private static Board of(Path file) {
        var json = JsonMapper.builder().build().readTree(file.toFile());
        return new Board(file.getFileName().toString(), json);
    }

    List<JsonNode> panels() {
        return elements(json.path("panels")).toList();
    }

    /** Of all its panels. */
    List<String> queries() {
        return panels().stream()
                .flatMap(panel -> elements(panel.path("targets")))
                .map(target -> target.path("expr").asString())
                .toList();
    }

    /** As Grafana asks, all namespaces and jobs chosen, and this controller. */
    List<String> queries(String controller) {
        return queries().stream()
                .map(query ->
                        query.replace("$namespace", ".*")
                                .replace("$job", ".*")
                                .replace("$controller", controller)
                                .replace("$__rate_interval", "10s"))
                .toList();
    }

    List<JsonNode> variables() {
        return elements(json.at("/templating/list")).toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
