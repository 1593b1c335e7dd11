package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;

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
