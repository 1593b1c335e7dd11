package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.helm.CustomResources.PrometheusRule;
import dev.forbear.helm.CustomResources.Rule;
import dev.forbear.it.Promtool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The alerts: what each says, when it fires by promtool's own judgement, and what the chart makes
 * of them.
 */
class AlertRulesTest {

    private static final Path RUNBOOKS = Path.of("docs/runbooks");
    private static final String CASES = "src/test/resources/rules/alerts.yaml";
    private static final Pattern CURL =
            Pattern.compile("(?:\\$API|localhost:8080)(/[^\\s\"'`?]*)", Pattern.DOTALL);

    /** As they are read by the chart's users, with its defaults. */
    private static PrometheusRule rendered(String values) {
        return Chart.of("monitoring.yaml", values).all(PrometheusRule.class).stream()
                .filter(it -> it.metadata().getName().equals("rel-forbear-forbear"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Rule> byName(PrometheusRule rule) {
        return rule.spec().groups().getFirst().rules().stream()
                .collect(Collectors.toMap(Rule::alert, it -> it));
    }

    static Stream<Rule> alerts() {
        return byName(rendered("{}")).values().stream();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void each_says_what_is_wrong_and_where_to_read_on(Rule rule) throws IOException {
        assertThat(rule.labels().get("severity")).isIn("critical", "warning");
        assertThat(rule.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
        assertThat(rule.annotations().get("description")).contains("$").doesNotContain("\n");
        assertThat(rule.annotations().get("runbook_url"))
                .isEqualTo("docs/runbooks/" + rule.alert() + ".md");
        assertThat(Files.readString(RUNBOOKS.resolve(rule.alert() + ".md")))
                .startsWith("# " + rule.alert() + "\n")
                .containsSubsequence("## What it means", "## How to look", "## What to do");
        assertThat(Files.readString(RUNBOOKS.resolve("README.md")))
                .contains(
                        "| [%s](%s.md) | %s |"
                                .formatted(
                                        rule.alert(), rule.alert(), rule.labels().get("severity")));
    }

    @Test
    void there_is_no_page_for_an_alert_that_there_is_not() throws IOException {
        try (var pages = Files.list(RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .filteredOn(name -> !name.equals("README"))
                    .containsExactlyInAnyOrderElementsOf(byName(rendered("{}")).keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    @SuppressWarnings("unchecked")
    void each_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(Rule rule)
            throws IOException {
        var file = (Map<String, Object>) Chart.yaml().load(Files.readString(Path.of(CASES)));
        var expected =
                ((List<Map<String, Object>>) file.get("tests"))
                        .stream()
                                .flatMap(it ->
                                        ((List<Map<String, Object>>) it.get("alert_rule_test"))
                                                .stream())
                                .filter(it -> it.get("alertname").equals(rule.alert()))
                                .map(it -> ((List<?>) it.get("exp_alerts")).isEmpty())
                                .toList();

        assertThat(expected).contains(true, false);
    }

    @Test
    void promtool_finds_the_file_sound_and_each_alert_fires_when_it_should() throws Exception {
        Promtool.passes("", "check", "rules", "helm/rules/forbear.yaml");
        Promtool.passes("", "test", "rules", CASES);
    }

    @Test
    void the_chart_makes_of_the_file_what_it_says_for_the_releases_own_job() throws Exception {
        var file =
                Files.readString(Path.of("helm/rules/forbear.yaml"))
                        .replace("job=~\".*forbear.*\"", "job=~\"rel-forbear\"");
        Map<String, Object> plain = Chart.yaml().load(file);

        assertThat(Chart.of("monitoring.yaml").ruleFile()).isEqualTo(plain);
    }

    @Test
    void times_thresholds_and_labels_are_the_charts_to_change() {
        var rules =
                byName(
                        rendered(
                                """
                                metrics:
                                  prometheusRule:
                                    alertLabels: {team: mail}
                                    runbookBase: https://git.example.com/forbear/
                                    alerts:
                                      ForbearTerminalFailures: {window: 1h, threshold: 100, severity: critical}
                                      ForbearRetryStorm: {threshold: 0.5, for: 30s}
                                      ForbearStuckAttempt: {threshold: 2}
                                      ForbearPausedTooLong: {enabled: false}
                                """));

        assertThat(rules).doesNotContainKey("ForbearPausedTooLong").hasSize(10);
        assertThat(rules.get("ForbearTerminalFailures").expr()).contains("[1h]").endsWith("> 100");
        assertThat(rules.get("ForbearTerminalFailures").labels())
                .isEqualTo(Map.of("severity", "critical", "team", "mail"));
        assertThat(rules.get("ForbearRetryStorm").expr()).contains("> 1)").endsWith("> 0.5");
        assertThat(rules.get("ForbearRetryStorm").pending()).isEqualTo("30s");
        assertThat(rules.get("ForbearStuckAttempt").expr()).isEqualTo("forbear_stuck_attempts > 2");
        assertThat(rules.get("ForbearDown").annotations().get("runbook_url"))
                .isEqualTo("https://git.example.com/forbear/docs/runbooks/ForbearDown.md");
    }

    @ParameterizedTest
    @CsvSource({
        "ForbearDown, threshold: 5",
        "ForbearStoreAway, threshold: 1",
        "ForbearPausedTooLong, threshold: 0",
        "ForbearPausedTooLong, window: 5m"
    })
    void what_an_alert_does_not_have_is_refused_and_not_passed_over(String alert, String value) {
        var values = "metrics: {prometheusRule: {alerts: {%s: {%s}}}}".formatted(alert, value);

        assertThatThrownBy(() -> rendered(values))
                .hasMessageContaining(
                        "metrics.prometheusRule.alerts.%s.%s: this alert"
                                .formatted(alert, value.split(":", -1)[0]));
    }

    @Test
    void an_alert_may_wait_for_days() {
        var values = "metrics: {prometheusRule: {alerts: {ForbearPausedTooLong: {for: 1d}}}}";

        assertThat(byName(rendered(values)).get("ForbearPausedTooLong").pending()).isEqualTo("1d");
    }

    @Test
    void an_alert_that_there_is_not_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> rendered("metrics: {prometheusRule: {alerts: {Down: {for: 1m}}}}"))
                .hasMessageContaining("metrics.prometheusRule.alerts.Down")
                .hasMessageContaining("ForbearDown, ForbearStoreAway");
    }

    @Test
    void the_runbooks_call_what_there_is() throws IOException {
        var paths =
                Chart.yaml()
                        .<Map<String, Map<String, Object>>>load(
                                Files.readString(
                                        Path.of(
                                                "src/main/resources/META-INF/forbear/openapi.yaml")))
                        .get("paths")
                        .keySet()
                        .stream()
                        .map(path -> path.replaceFirst("^/api/v1", ""))
                        .map(path -> path.replaceAll("\\{[^}]+}", "[^/]+"))
                        .toList();
        try (var pages = Files.list(RUNBOOKS)) {
            for (var page : pages.toList()) {
                assertThat(CURL.matcher(Files.readString(page)).results().map(it -> it.group(1)))
                        .as(page.toString())
                        .filteredOn(it -> !it.startsWith("/actuator/") && !it.equals("/livez"))
                        .filteredOn(it -> !it.equals("/api/v1"))
                        .allMatch(it -> paths.stream().anyMatch(it::matches));
            }
        }
    }
}
