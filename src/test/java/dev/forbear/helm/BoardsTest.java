package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** The Grafana boards; that their queries return data is seen by {@code AlertsIT}. */
class BoardsTest {

    private static final Pattern OF_THE_STORE =
            Pattern.compile("forbear_(tasks|oldest_due_age_seconds|paused|orphaned_tasks)\\{");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)");
    private static final Pattern METRIC = Pattern.compile("\\b(forbear_[a-z_]+)\\{");

    static List<Board> boards() throws IOException {
        return Board.all();
    }

    @Test
    void there_is_one_of_all_controllers_and_one_of_each() throws IOException {
        assertThat(Board.all())
                .extracting(Board::name)
                .containsExactly("controller.json", "overview.json");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void gauges_that_each_replica_shows_alike_are_not_added_up(Board board) {
        assertThat(board.queries())
                .filteredOn(query -> OF_THE_STORE.matcher(query).find())
                .isNotEmpty()
                .allMatch(query -> query.matches(".*max( by \\([a-z, ]+\\))? ?\\(forbear_.*"));
    }

    /** What is counted in one installation is not hidden behind what is counted in another. */
    @ParameterizedTest
    @MethodSource("boards")
    void tasks_of_several_installations_are_added_up(Board board) {
        assertThat(board.queries())
                .filteredOn(query -> query.contains("forbear_tasks{"))
                .isNotEmpty()
                .allMatch(query ->
                        query.matches(
                                "(max\\()?sum( by \\([a-z, ]+\\))? ?\\(max by \\(namespace,"
                                        + " job.*"));
    }

    @ParameterizedTest
    @MethodSource("boards")
    void queries_use_variables_that_there_are_and_metrics_that_are_documented(Board board)
            throws IOException {
        var variables =
                new HashSet<>(
                        board.variables().stream().map(it -> it.path("name").asString()).toList());
        var documented = Files.readString(Path.of("docs/operating.md"));
        for (var query : board.queries()) {
            assertThat(VARIABLE.matcher(query).results().map(it -> it.group(1)))
                    .filteredOn(it -> !it.startsWith("__"))
                    .isSubsetOf(variables);
            assertThat(METRIC.matcher(query).results().map(it -> it.group(1)))
                    .isNotEmpty()
                    .allMatch(
                            it -> documented.contains("`" + it.replaceFirst("_bucket$", "") + "`"));
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void panels_have_a_title_a_unit_and_the_chosen_data_source(Board board) {
        assertThat(board.panels())
                .hasSizeGreaterThan(15)
                .allSatisfy(panel -> {
                    assertThat(panel.path("title").asString()).isNotBlank();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
                    assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
                });
        assertThat(board.panels()).extracting(it -> it.path("id").asInt()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("boards")
    void the_chart_hands_it_to_grafanas_sidecar_as_it_is(Board board) throws IOException {
        var file = Files.readString(Path.of("helm/dashboards").resolve(board.name()));

        assertThat(Chart.of("monitoring.yaml").all(ConfigMap.class))
                .filteredOn(it -> it.getData().containsKey(board.name()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getData().get(board.name()).strip()).isEqualTo(file.strip());
                    assertThat(it.getMetadata().getLabels())
                            .containsEntry("grafana_dashboard", "1");
                });
    }
}
