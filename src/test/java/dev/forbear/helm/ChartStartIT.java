package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.helm.CustomResources.ScaledObject;
import dev.forbear.helm.CustomResources.ServiceMonitor;
import dev.forbear.it.ServiceProcess;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command, the environment and the files of the chart start the service that is built. */
class ChartStartIT {

    @TempDir static Path folder;
    private static Path jar;

    @BeforeAll
    static void extract() throws Exception {
        jar = ServiceProcess.extract(folder.resolve("extracted"));
    }

    private static InstalledPod installed(String values, String... keys) throws IOException {
        var secret = new java.util.HashMap<String, String>();
        for (var key : keys) {
            secret.put(key, "fbr_0123456789abcdef0123456789abcdef-" + key);
        }
        var root = Files.createDirectories(folder.resolve(values));
        return new InstalledPod(Chart.of(values), root, jar, secret).awaitReady();
    }

    @Test
    void a_trial_makes_the_whole_round_trip() throws Exception {
        try (var pod = installed("sqlite-trial.yaml", "all")) {
            assertThat(pod.helmTest())
                    .contains("failed for good", "OK: the whole round trip of a task")
                    .endsWith("exit 0");
        }
    }

    @Test
    void a_monitored_service_answers_whoever_the_chart_sends_to_it() throws Exception {
        try (var pod = installed("monitoring.yaml", "admin", "metrics")) {
            var container = Chart.of("monitoring.yaml").container();
            for (var probe :
                    List.of(
                            container.getStartupProbe(),
                            container.getLivenessProbe(),
                            container.getReadinessProbe())) {
                assertThat(pod.get(probe.getHttpGet().getPath(), "").statusCode()).isEqualTo(200);
            }
            var scrape = Chart.of("monitoring.yaml").the(ServiceMonitor.class).spec().endpoints();
            assertThat(pod.get(scrape.getFirst().path(), "").statusCode()).isEqualTo(401);
            assertThat(pod.get(scrape.getFirst().path(), "metrics").body()).contains("# TYPE jvm_");
            assertThat(pod.get(backlog(), "metrics").body()).contains("\"ready\":0");
            assertThat(pod.helmTest())
                    .contains("OK: health, a key and the refusal of a bad task")
                    .endsWith("exit 0");
            assertThat(pod.log()).containsOnlyOnce("not started from the AOT cache");
            assertThat(pod.terminate()).isEqualTo(143);
        }
    }

    private static String backlog() {
        Map<String, String> trigger =
                Chart.of("keda.yaml")
                        .the(ScaledObject.class)
                        .spec()
                        .triggers()
                        .getFirst()
                        .metadata();
        return URI.create(trigger.get("url")).getPath();
    }
}
