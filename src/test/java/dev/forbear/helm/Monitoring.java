package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.it.Promtool;
import dev.forbear.it.ServiceProcess;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** Prometheus and Alertmanager as Debian has them, on free ports of the loopback address. */
final class Monitoring implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final int prometheus;
    private final int alertmanager;

    /**
     * @param rules a Prometheus rule file
     */
    Monitoring(Path folder, String rules) throws IOException {
        Promtool.require("prometheus", "prometheus-alertmanager", "promtool");
        this.folder = Files.createDirectories(folder);
        prometheus = freePort();
        alertmanager = freePort();
        write("rules.yml", rules);
        write("targets.json", "[]");
        write("alertmanager.yml", ALERTMANAGER);
        write("prometheus.yml", config());
        start(
                "prometheus-alertmanager",
                "--config.file=alertmanager.yml",
                "--storage.path=alertmanager",
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + alertmanager);
        start(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + prometheus);
    }

    private static final String ALERTMANAGER =
            """
            route: {receiver: nobody, group_wait: 0s, group_interval: 1s}
            receivers: [{name: nobody}]
            """;

    /** The job is named as the chart's ServiceMonitor names it. */
    private String config() {
        return """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [rules.yml]
        alerting:
          alertmanagers:
            - static_configs: [{targets: ["127.0.0.1:%d"]}]
        scrape_configs:
          - job_name: rel-forbear
            metrics_path: /actuator/prometheus
            authorization: {credentials_file: "%s"}
            file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]
        """
                .formatted(alertmanager, folder.resolve("key"));
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(String... command) throws IOException {
        processes.add(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(command[0] + ".log").toFile())
                        .start());
    }

    /** From now on it is this service that is scraped; returns when it was once. */
    void scrape(ServiceProcess service) throws IOException {
        write("key", service.key());
        write(
                "targets.json.new",
                "[{\"targets\": [\"127.0.0.1:%d\"], \"labels\": {\"namespace\": \"ns\"}}]"
                        .formatted(service.port()));
        Files.move(
                folder.resolve("targets.json.new"),
                folder.resolve("targets.json"),
                StandardCopyOption.ATOMIC_MOVE);
        var up = "up{instance=\"127.0.0.1:%d\"}".formatted(service.port());
        await().atMost(Duration.ofSeconds(30)).until(() -> query(up).equals(List.of(1.0)));
    }

    /** What the query gives now: the values that are numbers. */
    List<Double> query(String query) {
        var encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        var answer = get(prometheus, "/api/v1/query?query=" + encoded);
        assertThat(answer.path("error").asString("")).as(query).isEmpty();
        return StreamSupport.stream(answer.at("/data/result").spliterator(), false)
                .map(it -> Double.parseDouble(it.at("/value/1").asString()))
                .filter(Double::isFinite)
                .toList();
    }

    /** The names of the alerts that have reached Alertmanager and are not over. */
    Set<String> firing() {
        var names = new TreeSet<String>();
        get(alertmanager, "/api/v2/alerts")
                .forEach(alert -> names.add(alert.at("/labels/alertname").asString()));
        return names;
    }

    /** Waits until Alertmanager has these, within so many seconds. */
    void awaitFiring(int seconds, String... alerts) {
        await().atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(firing()).contains(alerts));
    }

    private JsonNode get(int port, String path) {
        try {
            var uri = URI.create("http://127.0.0.1:" + port + path);
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        } catch (ConnectException e) {
            return JSON.createArrayNode(); // it is still starting
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        client.close();
    }
}
