package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.faults.FaultsConfiguration;
import com.example.faults.FaultyReconciler;

import dev.forbear.it.Promtool;
import dev.forbear.it.ServiceProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes each alert of the chart fire by a fault of the real service, as a real Prometheus sees it
 * and a real Alertmanager is told; and asks the boards' queries while there is work. The rules are
 * the chart's, with shorter times.
 */
class AlertsIT {

    private static final String SHORT =
            """
            metrics:
              prometheusRule:
                alerts:
                  ForbearDown: {for: 2s}
                  ForbearStoreAway: {for: 1s}
                  ForbearDispatchStalled: {window: 10s, threshold: 3}
                  ForbearOldestDueTooOld: {for: 1s, threshold: 5}
                  ForbearTerminalFailures: {window: 20s}
                  ForbearRetryStorm: {for: 1s, window: 10s}
                  ForbearAllAttemptsFail: {for: 1s, window: 20s}
                  ForbearStuckAttempt: {for: 1s}
                  ForbearBacklogNearLimit: {for: 1s}
                  ForbearPausedTooLong: {for: 2s}
                  ForbearOrphanedTasks: {for: 1s}
            """;

    private static final String[] ARGUMENTS = {
        "--spring.profiles.active=demo",
        "--forbear.defaults.retry.initial-delay=200ms",
        "--forbear.defaults.retry.max-delay=400ms",
        "--forbear.defaults.retry.max-attempts=10000",
        "--forbear.controllers.demo.backlog-limit=10000",
        "--forbear.controllers.limited.backlog-limit=10",
        "--forbear.controllers.mailbox.retry.initial-delay=1h",
        "--forbear.controllers.mailbox.retry.max-delay=1h",
        "--forbear.controllers.stubborn.concurrency=1",
        "--forbear.controllers.stubborn.attempt-timeout=1s"
    };

    @TempDir private Path folder;

    @Test
    void each_alert_is_fired_by_its_fault_and_each_board_shows_data() throws Exception {
        Promtool.require("prometheus", "prometheus-alertmanager");
        var jar = ServiceProcess.extract(folder.resolve("extracted"));
        var plugin =
                ServiceProcess.plugin(
                        folder.resolve("plugin"),
                        FaultsConfiguration.class,
                        FaultyReconciler.class,
                        FaultyReconciler.Spec.class);
        try (var monitoring = new Monitoring(folder.resolve("monitoring"), rules())) {
            try (var service =
                    ServiceProcess.withPlugin(jar.toString(), plugin, data(), ARGUMENTS)
                            .awaitReady()) {
                monitoring.scrape(service);
                work(service);
                faultsOfTasks(monitoring);
                boards(service, monitoring);
                scrape(service);
                new RunbookCalls(service).replay();
                lockedFile(monitoring);
                fullDisk(service, monitoring);
                frozen(service, monitoring);
            }
            try (var service = ServiceProcess.jar(data()).awaitReady()) {
                monitoring.scrape(service);
                monitoring.awaitFiring(20, "ForbearOrphanedTasks");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !monitoring.firing().contains("ForbearDown"));
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String rules() {
        return JsonMapper.builder()
                .build()
                .writeValueAsString(Chart.of("monitoring.yaml", SHORT).ruleFile());
    }

    /** Failures that are tried again, successes, failures for good: what the boards show. */
    private static void work(ServiceProcess service) throws Exception {
        bulk(service, "demo", 20, "{\"failTimes\":9999}");
        bulk(service, "demo", 20, "{\"terminal\":true}");
        bulk(service, "demo", 20, "{\"failTimes\":2,\"requeueAfter\":\"1s\"}");
        bulk(service, "broken", 10, "{\"fail\":true}");
        bulk(service, "stubborn", 3, "{\"hang\":true}");
        for (var i = 0; i < 9; i++) {
            var task = "{\"controller\":\"limited\",\"delay\":\"1h\",\"spec\":{}}";
            assertThat(service.post("/api/v1/tasks", task).statusCode()).isEqualTo(202);
        }
        var pause = service.post("/api/v1/controllers/limited/pause", "{\"reason\":\"a test\"}");
        assertThat(pause.statusCode()).isEqualTo(200);
    }

    private static void bulk(ServiceProcess service, String controller, int many, String spec)
            throws Exception {
        var line = "{\"controller\":\"%s\",\"spec\":%s}\n".formatted(controller, spec);
        var answer = service.post("/api/v1/tasks/bulk", "application/x-ndjson", line.repeat(many));
        assertThat(answer.body().lines()).hasSize(many).allMatch(it -> it.contains("202"));
    }

    private static void faultsOfTasks(Monitoring monitoring) throws Exception {
        monitoring.awaitFiring(
                20, "ForbearTerminalFailures", "ForbearBacklogNearLimit", "ForbearPausedTooLong");
        monitoring.awaitFiring(20, "ForbearRetryStorm", "ForbearAllAttemptsFail");
        monitoring.awaitFiring(20, "ForbearOldestDueTooOld", "ForbearStuckAttempt");
        assertThat(monitoring.firing())
                .doesNotContain("ForbearDown", "ForbearStoreAway", "ForbearDispatchStalled");
    }

    private static void boards(ServiceProcess service, Monitoring monitoring) throws Exception {
        bulk(service, "demo", 20, "{\"failTimes\":1}");
        for (var board : Board.all()) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() ->
                            assertThat(board.queries("demo"))
                                    .filteredOn(it -> monitoring.query(it).isEmpty())
                                    .as("queries of %s without data", board.name())
                                    .isEmpty());
        }
    }

    /** What the registry of the tests does not have must not be missing on the page either. */
    private static void scrape(ServiceProcess service) throws Exception {
        var ours = "(# (HELP|TYPE) )?(forbear|workqueue|controller_runtime)_.*";
        var lines = service.get("/actuator/prometheus").body().lines();
        var scrape = lines.filter(it -> it.matches(ours)).toList();
        var page = Files.readString(Path.of("docs/operating.md"));

        Promtool.passes(String.join("\n", scrape) + "\n", "check", "metrics");
        assertThat(scrape)
                .filteredOn(it -> it.startsWith("# TYPE") && !it.contains("_max "))
                .extracting(it -> it.split(" ", -1)[2])
                .hasSizeGreaterThan(30)
                .allMatch(it -> page.contains("`" + it + "`"));
    }

    /** Another process writes to the file and does not come to an end: a claim waits for it. */
    private void lockedFile(Monitoring monitoring) throws Exception {
        var url = "jdbc:sqlite:" + data().resolve("forbear.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 5000");
            statement.execute("begin immediate");
            monitoring.awaitFiring(15, "ForbearDispatchStalled");
            statement.execute("rollback");
        }
    }

    /** No file may grow any more, as on a full disk. */
    private static void fullDisk(ServiceProcess service, Monitoring monitoring) throws Exception {
        limit(service, "1");
        monitoring.awaitFiring(20, "ForbearStoreAway");
        limit(service, "unlimited");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> monitoring.query("forbear_store_up").equals(List.of(1.0)));
    }

    private static void limit(ServiceProcess service, String bytes) throws Exception {
        run("prlimit", "--pid", "" + service.process().pid(), "--fsize=" + bytes + ":");
    }

    private static void frozen(ServiceProcess service, Monitoring monitoring) throws Exception {
        run("kill", "-STOP", "" + service.process().pid());
        monitoring.awaitFiring(20, "ForbearDown");
        service.kill();
    }

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
