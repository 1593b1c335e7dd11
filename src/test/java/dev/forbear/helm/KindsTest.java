package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The chart's tests would see what Kubernetes would drop or refuse. */
class KindsTest {

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              replicas: 1
              template:
                spec:
                  containers:
                    - name: forbear
                      ports: [{containerPort: 8080}]
                      env: [{name: PORT, value: "8080"}]
                      resources: {limits: {memory: 1Gi}}
            """;

    @Test
    void a_good_object_is_read() {
        assertThat(RenderedObject.of(Chart.yaml().load(DEPLOYMENT)).kind()).isEqualTo("Deployment");
    }

    @ParameterizedTest
    @CsvSource({
        "replicas, replica, replica",
        "containerPort, port, port",
        "resources, resource, resource",
        "limits, limit, limit",
        "value: \"8080\", value: 8080, value",
        "replicas: 1, replicas: \"1\", replicas",
        "kind: Deployment, kind: Deploiement, Deploiement"
    })
    void a_field_that_is_not_known_or_does_not_fit_is_an_error(
            String good, String bad, String said) {
        var misspelt = DEPLOYMENT.replace(good, bad);

        assertThat(misspelt).isNotEqualTo(DEPLOYMENT);
        assertThatThrownBy(() -> RenderedObject.of(Chart.yaml().load(misspelt)))
                .hasMessageContaining(said);
    }

    @Test
    void a_key_twice_is_an_error() {
        assertThatThrownBy(() -> Chart.yaml().load("a: 1\na: 2"))
                .hasMessageContaining("duplicate key");
    }

    @Test
    void the_chart_is_of_the_version_that_is_built() throws IOException {
        var chart =
                (java.util.Map<?, ?>)
                        Chart.yaml().load(Files.readString(Chart.FOLDER.resolve("Chart.yaml")));

        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<version>" + chart.get("appVersion") + "</version>");
        assertThat(chart.get("appVersion").toString()).startsWith(chart.get("version").toString());
    }
}
