package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.helm.CustomResources.PrometheusRule;
import dev.forbear.helm.CustomResources.ServiceMonitor;

import io.fabric8.kubernetes.api.model.ConfigMap;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** How the service is watched. */
class ChartMetricsTest {

    @Test
    void the_scrape_bears_the_metrics_key() {
        var monitor = Chart.of("monitoring.yaml").the(ServiceMonitor.class);
        var endpoint = monitor.spec().endpoints().getFirst();

        assertThat(monitor.metadata().getNamespace()).isEqualTo("monitoring");
        assertThat(monitor.metadata().getLabels()).containsEntry("release", "prometheus");
        assertThat(monitor.spec().namespaceSelector().matchNames()).containsExactly("ns");
        assertThat(endpoint.port()).isEqualTo("http");
        assertThat(endpoint.authorization().credentials())
                .isEqualTo(new CustomResources.SecretEntry("forbear-keys", "metrics"));
    }

    @Test
    void an_open_scrape_is_on_the_management_port_and_bears_none() {
        var chart = Chart.of("management-port.yaml");
        var endpoint = chart.the(ServiceMonitor.class).spec().endpoints().getFirst();

        assertThat(endpoint.port()).isEqualTo("management");
        assertThat(endpoint.authorization()).isNull();
        assertThat(chart.config())
                .containsEntry("management", Map.of("server", Map.of("port", 8081)));
    }

    @Test
    void boards_and_rules_are_the_files_of_their_folders() {
        var chart = Chart.of("monitoring.yaml");

        assertThat(chart.all(ConfigMap.class))
                .filteredOn(it -> it.getData().containsKey("sample-board.json"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getData().get("sample-board.json").strip())
                            .isEqualTo("{\n  \"title\": \"{{controller}}\"\n}");
                    assertThat(it.getMetadata().getLabels())
                            .containsEntry("grafana_dashboard", "1");
                    assertThat(it.getMetadata().getNamespace()).isEqualTo("grafana");
                    assertThat(it.getMetadata().getAnnotations())
                            .containsEntry("grafana_folder", "Forbear");
                });
        assertThat(chart.all(PrometheusRule.class))
                .filteredOn(it -> it.metadata().getName().equals("rel-forbear-sample-rules"))
                .singleElement()
                .satisfies(it ->
                        assertThat(it.spec().groups().getFirst().rules().getFirst().annotations())
                                .containsEntry("summary", "{{ $labels.controller }} is down"));
    }
}
