package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.helm.CustomResources.PrometheusRule;
import dev.forbear.helm.CustomResources.ServiceMonitor;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The parts that can be turned on, and what they are made of. */
class ChartPartsTest {

    @Test
    void by_default_there_is_only_what_every_cluster_knows() {
        assertThat(Chart.of("sqlite.yaml").objects())
                .extracting(RenderedObject::kind)
                .containsExactlyInAnyOrder(
                        "ConfigMap",
                        "Deployment",
                        "PersistentVolumeClaim",
                        "Pod",
                        "Service",
                        "ServiceAccount");
    }

    @Test
    void a_change_of_the_configuration_starts_new_pods_and_another_change_does_not() {
        var before = checksum("{}");

        assertThat(checksum("config: {forbear.defaults.concurrency: 3}")).isNotEqualTo(before);
        assertThat(checksum("service: {annotations: {a: b}}")).isEqualTo(before);
    }

    private static String checksum(String values) {
        return Chart.of("sqlite.yaml", values)
                .deployment()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/config");
    }

    @Test
    void the_configuration_is_the_caller_s_and_the_chart_s() {
        assertThat(Chart.of("everything.yaml").config())
                .containsEntry("spring.datasource.hikari.maximum-pool-size", 8)
                .containsEntry("server", Map.of("port", 8080))
                .extractingByKey("forbear")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry(
                        "defaults", Map.of("concurrency", 4, "retry", Map.of("max-attempts", 20)))
                .containsEntry("data-dir", "/data")
                .containsEntry("shutdown-grace", "20s");
    }

    @Test
    void a_plugin_is_copied_to_where_the_service_looks_for_it() {
        var chart = Chart.of("plugins.yaml");

        assertThat(chart.pod().getInitContainers())
                .extracting(it -> it.getName() + " " + String.join(" ", it.getCommand()))
                .containsExactly(
                        "plugin-devnet cp -r /jars/. /plugins/",
                        "plugin-invoices /busybox cp /lib/invoices.jar /plugins/");
        assertThat(chart.container().getVolumeMounts())
                .filteredOn(it -> it.getMountPath().equals("/plugins"))
                .singleElement()
                .satisfies(it -> assertThat(it.getReadOnly()).isTrue());
    }

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

    @Test
    void the_metadata_addresses_are_cut_out_of_what_may_be_reached() {
        var policy = Chart.of("network.yaml").the(NetworkPolicy.class).getSpec();
        var blocks = policy.getEgress().get(2).getTo();

        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(blocks.get(0).getIpBlock().getExcept())
                .contains("10.0.0.0/8", "169.254.169.254/32", "100.100.100.200/32");
        assertThat(blocks.get(1).getIpBlock().getExcept()).contains("fd00:ec2::254/128");
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.0.0/16, true",
        "169.254.128.0/17, true",
        "169.254.169.252/30, true",
        "128.0.0.0/1, true",
        "169.254.0.0/17, false",
        "169.254.169.0/25, false",
        "10.0.0.0/8, false",
        "fd00::/8, true",
        "fd00:ec2::/32, true",
        "fc00::/7, true",
        "fd00:ec0::/30, true",
        "fd00:ec4::/30, false",
        "2000::/3, false",
        "fd00:ec2:1::/48, false"
    })
    void a_block_loses_the_addresses_that_it_holds(String block, boolean holds) {
        var values =
                "networkPolicy: {enabled: true, targets: [{to: [{ipBlock: {cidr: '%s'}}]}]}"
                        .formatted(block);
        var policy = Chart.of("sqlite.yaml", values).the(NetworkPolicy.class).getSpec();
        var ipBlock = policy.getEgress().get(1).getTo().getFirst().getIpBlock();

        assertThat(ipBlock.getCidr()).isEqualTo(block);
        assertThat(ipBlock.getExcept().stream().anyMatch(it -> it.contains("254/")))
                .isEqualTo(holds);
    }

    @Test
    void only_the_API_is_published() {
        var chart = Chart.of("published.yaml");

        assertThat(chart.the(Ingress.class).getSpec().getRules())
                .hasSize(2)
                .allSatisfy(rule ->
                        assertThat(rule.getHttp().getPaths())
                                .extracting(HTTPIngressPath::getPath)
                                .containsExactly("/api", "/problems"));
        assertThat(chart.the(HTTPRoute.class).getSpec().getRules().getFirst().getMatches())
                .extracting(it -> it.getPath().getValue())
                .containsExactly("/api", "/problems");
    }

    @Test
    void helm_test_makes_the_round_trip_where_there_is_the_demo() {
        assertThat(roundTrip("sqlite-trial.yaml"))
                .containsExactly(
                        "--url=http://rel-forbear.ns.svc:8080",
                        "--key-file=/etc/forbear/keys/all",
                        "--demo");
        assertThat(roundTrip("sqlite.yaml")).doesNotContain("--demo");
    }

    private static List<String> roundTrip(String file) {
        var pod = Chart.of(file).the(Pod.class);
        assertThat(pod.getMetadata().getAnnotations()).containsEntry(ChartCopy.HOOK, "test");
        return pod.getSpec().getContainers().getFirst().getArgs();
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite.yaml, SQLite on the claim rel-forbear-data, '{.data.admin}', checks health",
        "sqlite-trial.yaml, 'NOTE: persistence.enabled is false', '{.data.all}', whole round trip:",
        "keda.yaml, PostgreSQL (Secret forbear-db), 'forbear 8080:80 &', maxReplicas × concurrency"
    })
    void the_notes_say_where_tasks_rest_and_begin_with_a_curl(
            String file, String store, String key, String more) {
        assertThat(Chart.notes(file))
                .contains(store, key, more)
                .contains("curl -s -H \"$AUTH\" http://localhost:8080/api/v1/controllers");
    }

    @Test
    void an_older_cluster_that_cannot_sleep_is_not_asked_to() {
        var helm = new com.marcnuri.helm.Helm(ChartCopy.folder());
        var text =
                helm.template()
                        .withKubeVersion("1.29.4")
                        .withValuesFile(Path.of("src/test/resources/helm/sqlite.yaml"))
                        .call();

        assertThat(text).doesNotContain("preStop").contains("terminationGracePeriodSeconds");
    }

    @Test
    void it_is_a_part_of_another_chart(@TempDir Path folder) throws IOException {
        ChartCopy.copyTo(folder.resolve("charts/forbear"));
        Files.writeString(
                folder.resolve("Chart.yaml"),
                """
                apiVersion: v2
                name: shop
                version: 1.0.0
                dependencies: [{name: forbear, version: 0.1.0, condition: forbear.enabled}]
                """);
        var values = folder.resolve("values.yaml");
        Files.writeString(
                values,
                """
                global: {anything: goes}
                forbear:
                  enabled: true
                  image: {repository: registry.example.com/forbear}
                  keys: {existingSecret: forbear-keys}
                """);

        assertThat(Chart.rendered(values, folder)).contains("kind: Deployment");
        Files.writeString(values, "forbear: {enabled: false}");
        assertThat(Chart.rendered(values, folder)).doesNotContain("kind: Deployment");
    }
}
