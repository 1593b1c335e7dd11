package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Helm makes of the chart and some values. */
final class Chart {

    static final Path FOLDER = Path.of("helm");
    private static final Path VALUES = Path.of("src/test/resources/helm");

    private static final Map<String, Chart> RENDERED = new ConcurrentHashMap<>();

    private final String text;
    private final List<RenderedObject> objects;

    private Chart(String text) {
        this.text = text;
        objects =
                StreamSupport.stream(yaml().loadAll(text).spliterator(), false)
                        .filter(Objects::nonNull)
                        .map(RenderedObject::of)
                        .toList();
    }

    /** With the values of a file of the table. */
    static Chart of(String file) {
        return RENDERED.computeIfAbsent(
                file, it -> new Chart(rendered(VALUES.resolve(it), ChartCopy.folder())));
    }

    /** With these values over those of a file of the table. */
    static Chart of(String file, String values) {
        return new Chart(renderedWith(file, values));
    }

    /**
     * @throws IllegalStateException with Helm's message if the values are refused
     */
    static String renderedWith(String file, String values) {
        try {
            var over = Files.createTempFile("values-", ".yaml");
            try {
                Files.writeString(over, values);
                return template(ChartCopy.folder())
                        .withValuesFile(VALUES.resolve(file))
                        .withValuesFile(over)
                        .call();
            } finally {
                Files.delete(over);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String rendered(Path values, Path chart) {
        // null if there is nothing
        return Objects.requireNonNullElse(template(chart).withValuesFile(values).call(), "");
    }

    /** What is printed after an installation with the values of a file of the table. */
    static String notes(String file) {
        var release =
                new Helm(FOLDER)
                        .install()
                        .withName("rel")
                        .withNamespace("ns")
                        .withValuesFile(VALUES.resolve(file))
                        .clientOnly()
                        .dryRun()
                        .call();
        return release.getOutput();
    }

    private static com.marcnuri.helm.TemplateCommand template(Path chart) {
        return new Helm(chart)
                .template()
                .withName("rel")
                .withNamespace("ns")
                .withKubeVersion("1.33.0");
    }

    /** A key twice in one map is an error, as it is for Kubernetes. */
    static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    String text() {
        return text;
    }

    List<RenderedObject> objects() {
        return objects;
    }

    <T> List<T> all(Class<T> kind) {
        return objects.stream()
                .map(RenderedObject::typed)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    <T> T the(Class<T> kind) {
        var found = all(kind);
        assertThat(found).as(kind.getSimpleName()).hasSize(1);
        return found.getFirst();
    }

    Deployment deployment() {
        return the(Deployment.class);
    }

    PodSpec pod() {
        return deployment().getSpec().getTemplate().getSpec();
    }

    Container container() {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().getFirst();
    }

    Pod testPod() {
        return the(Pod.class);
    }

    /** The replica, and the pod of helm test. */
    List<PodSpec> pods() {
        return List.of(pod(), testPod().getSpec());
    }

    List<Container> containers() {
        return pods().stream().flatMap(pod -> containers(pod).stream()).toList();
    }

    static List<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    /** The chart's alerts, as a Prometheus rule file that is not read but in a PrometheusRule. */
    Object ruleFile() {
        return StreamSupport.stream(yaml().loadAll(text).spliterator(), false)
                .map(it -> (Map<?, ?>) it)
                .filter(it -> it != null && "PrometheusRule".equals(it.get("kind")))
                .filter(it -> it.get("metadata").toString().contains("name=rel-forbear-forbear,"))
                .map(it -> Objects.requireNonNull(it.get("spec")))
                .findFirst()
                .orElseThrow();
    }

    /** The service's application.yaml. */
    Map<String, Object> config() {
        var name = deployment().getMetadata().getName();
        var map =
                all(ConfigMap.class).stream()
                        .filter(it -> it.getMetadata().getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return yaml().load(map.getData().get("application.yaml"));
    }
}
