package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.helm.CustomResources.ScaledObject;
import dev.forbear.helm.CustomResources.TriggerAuthentication;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** One replica with its volume, or several on a database. */
class ChartStoreTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite.yaml",
                "sqlite-trial.yaml",
                "sqlite-claim.yaml",
                "sqlite-storage.yaml"
            })
    void on_SQLite_there_is_one_replica_that_goes_before_the_next_one_comes(String file) {
        var chart = Chart.of(file);

        assertThat(chart.deployment().getSpec().getReplicas()).isOne();
        assertThat(chart.deployment().getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(chart.pod().getSecurityContext().getFsGroup()).isEqualTo(65532);
        assertThat(chart.pod().getTopologySpreadConstraints()).isEmpty();
        assertThat(chart.all(PodDisruptionBudget.class)).isEmpty();
        assertThat(chart.container().getEnv())
                .extracting(EnvVar::getName)
                .noneMatch(name -> name.startsWith("SPRING_DATASOURCE"));
    }

    @Test
    void its_volume_outlives_the_release() {
        var claim = Chart.of("sqlite.yaml").the(PersistentVolumeClaim.class);

        assertThat(claim.getMetadata().getAnnotations())
                .containsEntry("helm.sh/resource-policy", "keep");
        assertThat(data(Chart.of("sqlite.yaml")).getPersistentVolumeClaim().getClaimName())
                .isEqualTo(claim.getMetadata().getName());
    }

    @Test
    void a_claim_that_is_there_is_taken_and_none_made() {
        var chart = Chart.of("sqlite-claim.yaml");

        assertThat(chart.all(PersistentVolumeClaim.class)).isEmpty();
        assertThat(data(chart).getPersistentVolumeClaim().getClaimName()).isEqualTo("old-tasks");
        assertThat(chart.container().getImage()).contains("forbear@sha256:0123");
    }

    @Test
    void storage_is_asked_for_as_it_is_wished() {
        var claim = Chart.of("sqlite-storage.yaml").the(PersistentVolumeClaim.class);

        assertThat(claim.getSpec().getStorageClassName()).isEmpty();
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOncePod");
        assertThat(claim.getSpec().getResources().getRequests().get("storage"))
                .hasToString("500Mi");
        assertThat(claim.getMetadata().getAnnotations())
                .containsExactlyEntriesOf(Map.of("backup", "daily"));
    }

    @Test
    void a_trial_keeps_nothing() {
        assertThat(data(Chart.of("sqlite-trial.yaml")).getEmptyDir()).isNotNull();
    }

    @Test
    void on_PostgreSQL_replicas_come_before_they_go_and_are_spread() {
        var chart = Chart.of("postgresql.yaml");
        var spec = chart.deployment().getSpec();

        assertThat(spec.getReplicas()).isEqualTo(3);
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
        assertThat(chart.the(PodDisruptionBudget.class).getSpec().getMaxUnavailable().getIntVal())
                .isOne();
        assertThat(chart.pod().getTopologySpreadConstraints()).hasSize(2);
        assertThat(chart.all(PersistentVolumeClaim.class)).isEmpty();
        assertThat(data(chart).getEmptyDir()).isNotNull();
    }

    @Test
    void the_database_is_told_by_a_Secret() {
        assertThat(Chart.of("postgresql.yaml").container().getEnv())
                .filteredOn(it -> it.getName().startsWith("SPRING_DATASOURCE"))
                .extracting(
                        EnvVar::getName,
                        it -> it.getValueFrom().getSecretKeyRef().getName(),
                        it -> it.getValueFrom().getSecretKeyRef().getKey())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "SPRING_DATASOURCE_URL", "forbear-db", "url"),
                        org.assertj.core.groups.Tuple.tuple(
                                "SPRING_DATASOURCE_USERNAME", "forbear-db", "username"),
                        org.assertj.core.groups.Tuple.tuple(
                                "SPRING_DATASOURCE_PASSWORD", "forbear-db", "password"));
    }

    @Test
    void an_entry_that_the_Secret_has_not_is_left_out() {
        assertThat(Chart.of("postgresql-operator.yaml").container().getEnv())
                .extracting(EnvVar::getName)
                .filteredOn(name -> name.startsWith("SPRING_DATASOURCE"))
                .containsExactly("SPRING_DATASOURCE_URL");
    }

    @Test
    void an_autoscaler_has_the_replicas_to_itself() {
        var chart = Chart.of("autoscaling.yaml");
        var scaler = chart.the(HorizontalPodAutoscaler.class);

        assertThat(chart.deployment().getSpec().getReplicas()).isNull();
        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(chart.deployment().getMetadata().getName());
        assertThat(scaler.getSpec().getMetrics()).hasSize(2);
    }

    @Test
    void KEDA_asks_for_the_backlog_with_the_key_that_scrapes() {
        var chart = Chart.of("keda.yaml");
        var trigger = chart.the(ScaledObject.class).spec().triggers().getFirst();
        var secret = chart.the(TriggerAuthentication.class).spec().secretTargetRef().getFirst();

        assertThat(chart.deployment().getSpec().getReplicas()).isNull();
        assertThat(trigger.metadata())
                .containsEntry("url", "http://rel-forbear.ns.svc:80/api/v1/backlog")
                .containsEntry("valueLocation", "controllers.invoice.ready")
                .containsEntry("authMode", "bearer");
        assertThat(trigger.authenticationRef().name())
                .isEqualTo(chart.the(TriggerAuthentication.class).metadata().getName());
        assertThat(secret)
                .isEqualTo(new CustomResources.TriggerSecret("token", "forbear-keys", "scrape"));
    }

    private static Volume data(Chart chart) {
        return chart.pod().getVolumes().stream()
                .filter(it -> it.getName().equals("data"))
                .findFirst()
                .orElseThrow();
    }
}
