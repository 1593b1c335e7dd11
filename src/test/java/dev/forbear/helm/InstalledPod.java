package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.it.ServiceProcess;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a kubelet would make of the chart, without containers: its volumes are folders below one of
 * ours, its paths lead there, and its command and environment start the jar.
 */
final class InstalledPod implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern PLACE =
            Pattern.compile(
                    "(?<![\\w./-])/(app/forbear\\.jar|app|data|plugins|tmp|etc/forbear)\\b");

    private final Chart chart;
    private final Path root;
    private final Path jar;
    private final Map<String, String> keys;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final Process process;

    /**
     * @param jar the extracted one
     * @param keys the entries of the Secret
     */
    InstalledPod(Chart chart, Path root, Path jar, Map<String, String> keys) throws IOException {
        this.chart = chart;
        this.root = root;
        this.jar = jar;
        this.keys = keys;
        for (var mount : chart.container().getVolumeMounts()) {
            fill(mount);
        }
        log = root.resolve("log");
        var command = new ArrayList<>(new Dockerfile().entryPoint());
        command.addAll(List.of("--server.port=0", "--server.address=127.0.0.1"));
        process = started(command, chart.container(), log);
    }

    private void fill(VolumeMount mount) throws IOException {
        var folder = Files.createDirectories(Path.of(local(mount.getMountPath())));
        for (var file : contents(mount.getName()).entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), local(file.getValue()));
        }
    }

    private Map<String, String> contents(String name) {
        var volume =
                chart.pod().getVolumes().stream()
                        .collect(Collectors.toMap(Volume::getName, Function.identity()))
                        .get(name);
        if (volume.getSecret() != null) {
            return keys;
        }
        return volume.getConfigMap() == null
                ? Map.of()
                : chart.all(ConfigMap.class).stream()
                        .filter(it ->
                                it.getMetadata().getName().equals(volume.getConfigMap().getName()))
                        .findFirst()
                        .orElseThrow()
                        .getData();
    }

    /** The text with the paths of the container as they are here. */
    private String local(String text) {
        return PLACE.matcher(text)
                .replaceAll(place ->
                        Matcher.quoteReplacement(
                                place.group(1).equals("app/forbear.jar")
                                        ? jar.toString()
                                        : root + place.group()));
    }

    private Process started(List<String> command, Container container, Path log)
            throws IOException {
        assertThat(command.getFirst()).isEqualTo("java");
        var local = new ArrayList<>(command.stream().map(this::local).toList());
        local.set(0, ServiceProcess.java());
        var builder = new ProcessBuilder(local).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(new Dockerfile().environment());
        for (var variable : container.getEnv()) {
            builder.environment().put(variable.getName(), variable.getValue());
        }
        builder.environment().replaceAll((_, value) -> local(value));
        return builder.redirectOutput(log.toFile()).start();
    }

    InstalledPod awaitReady() {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> !process.isAlive() || log().contains("Started ForbearApplication"));
        assertThat(process.isAlive()).as(() -> "the service ended:\n" + log()).isTrue();
        return this;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url() {
        var port = PORT.matcher(log());
        assertThat(port.find()).isTrue();
        return "http://127.0.0.1:" + port.group(1);
    }

    /**
     * @param key the name of one, or empty for none
     */
    HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url() + path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + keys.get(key));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Runs the container of helm test; what it printed, and its exit code at the end. */
    String helmTest() throws IOException, InterruptedException {
        var container = chart.testPod().getSpec().getContainers().getFirst();
        var command = new ArrayList<>(container.getCommand());
        container.getArgs().stream()
                .map(it -> it.startsWith("--url=") ? "--url=" + url() : it)
                .forEach(command::add);
        var output = root.resolve("test.log");
        var test = started(command, container, output);
        assertThat(test.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output) + "exit " + test.exitValue();
    }

    /** SIGTERM; its exit code, within the time that the kubelet would give it. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(
                        process.waitFor(
                                chart.pod().getTerminationGracePeriodSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }
}
