package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;

import dev.forbear.helm.CustomResources.ServiceMonitor;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What holds for whatever values are given. */
class ChartTest {

    static List<String> files() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/helm"))) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void it_lints() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void the_table_of_values_makes_every_kind_of_object() throws IOException {
        var made = new HashSet<String>();
        for (var file : files()) {
            Chart.of(file)
                    .objects()
                    .forEach(it -> made.add(it.tree().get("apiVersion") + " " + it.kind()));
        }

        assertThat(made).containsExactlyInAnyOrderElementsOf(Kinds.names());
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_object_has_a_name_that_fits_and_the_labels_of_the_release(String file) {
        var names = new HashSet<String>();
        for (var object : Chart.of(file).objects()) {
            assertThat(object.name()).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
            assertThat(names.add(object.kind() + " " + object.name())).as(object.name()).isTrue();
            assertThat(object.labels())
                    .containsEntry("app.kubernetes.io/instance", "rel")
                    .containsEntry("app.kubernetes.io/part-of", "forbear");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_container_is_restricted_and_limited(String file) {
        for (var container : Chart.of(file).containers()) {
            var limits = container.getResources().getLimits();
            assertThat(limits).as(container.getName()).containsKeys("cpu", "memory");
            var security = container.getSecurityContext();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
            assertThat(security.getPrivileged()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_pod_is_what_the_restricted_standard_admits(String file) {
        for (var pod : Chart.of(file).pods()) {
            var security = pod.getSecurityContext();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(security.getRunAsUser()).isNotEqualTo(Long.valueOf(0));
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            for (var volume : pod.getVolumes()) {
                assertThat(volume.getHostPath()).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatever_is_mounted_is_there_and_each_place_is_mounted_once(String file) {
        for (var pod : Chart.of(file).pods()) {
            var volumes = pod.getVolumes().stream().map(it -> it.getName()).toList();
            assertThat(volumes).doesNotHaveDuplicates();
            for (var container : Chart.containers(pod)) {
                var mounts = container.getVolumeMounts();
                assertThat(volumes).containsAll(mounts.stream().map(VolumeMount::getName).toList());
                assertThat(mounts).extracting(VolumeMount::getMountPath).doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void selectors_take_the_replicas_and_not_the_pod_of_helm_test(String file) {
        var chart = Chart.of(file);
        var replica = chart.deployment().getSpec().getTemplate().getMetadata().getLabels();
        var test = chart.the(Pod.class).getMetadata().getLabels();

        assertThat(selectors(chart))
                .isNotEmpty()
                .allSatisfy(selector -> {
                    assertThat(selector).isNotEmpty();
                    assertThat(replica).containsAllEntriesOf(selector);
                    assertThat(test.entrySet())
                            .doesNotContainAnyElementsOf(
                                    Map.of(
                                                    "app.kubernetes.io/name",
                                                    selector.get("app.kubernetes.io/name"))
                                            .entrySet());
                });
    }

    @ParameterizedTest
    @MethodSource("files")
    void ports_are_named_once_and_meant_by_what_refers_to_them(String file) {
        var chart = Chart.of(file);
        var ports = chart.container().getPorts().stream().map(ContainerPort::getName).toList();

        assertThat(ports).doesNotHaveDuplicates().contains("http");
        for (var port : chart.the(Service.class).getSpec().getPorts()) {
            assertThat(ports).contains(port.getTargetPort().getStrVal());
        }
        var container = chart.container();
        for (var probe :
                List.of(
                        container.getStartupProbe(),
                        container.getLivenessProbe(),
                        container.getReadinessProbe())) {
            assertThat(ports).contains(probe.getHttpGet().getPort().getStrVal());
        }
        for (var monitor : chart.all(ServiceMonitor.class)) {
            assertThat(ports).contains(monitor.spec().endpoints().getFirst().port());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void what_is_secret_is_named_and_never_held(String file) {
        var chart = Chart.of(file);

        assertThat(chart.objects()).extracting(RenderedObject::kind).doesNotContain("Secret");
        assertThat(chart.text()).doesNotContain("fbr_");
        for (var variable : chart.container().getEnv()) {
            if (variable.getName().matches("(SPRING_DATASOURCE_.*|.*(PASSWORD|SECRET|TOKEN).*)")) {
                assertThat(variable.getValue()).as(variable.getName()).isNull();
                assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_kubelet_waits_for_longer_than_the_service_needs_to_stop(String file) {
        var chart = Chart.of(file);
        var grace = ((Map<?, ?>) chart.config().get("forbear")).get("shutdown-grace").toString();
        var preStop =
                chart.container().getLifecycle() == null
                        ? 0
                        : chart.container().getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(chart.pod().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(preStop + Long.parseLong(grace.replace("s", "")) + 5 + 5);
    }

    private static List<Map<String, String>> selectors(Chart chart) {
        var selectors = new ArrayList<LabelSelector>();
        selectors.add(chart.deployment().getSpec().getSelector());
        chart.all(PodDisruptionBudget.class)
                .forEach(it -> selectors.add(it.getSpec().getSelector()));
        chart.all(NetworkPolicy.class).forEach(it -> selectors.add(it.getSpec().getPodSelector()));
        chart.all(ServiceMonitor.class).forEach(it -> selectors.add(it.spec().selector()));
        chart.pod()
                .getTopologySpreadConstraints()
                .forEach(it -> selectors.add(it.getLabelSelector()));
        return Stream.concat(
                        selectors.stream().map(LabelSelector::getMatchLabels),
                        Stream.of(chart.the(Service.class).getSpec().getSelector()))
                .toList();
    }
}
