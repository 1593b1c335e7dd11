package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** In whatever profile the jar is started, it answers nobody without a key but who may. */
class ClosedIT {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** What the contract opens. */
    private static final List<String> OPEN =
            List.of(
                    "/livez",
                    "/readyz",
                    "/problems/unauthorized",
                    "/actuator/health",
                    "/actuator/health/liveness",
                    "/actuator/health/readiness");

    /** What frameworks and their tools are known to leave open. */
    private static final List<String> STRANGERS =
            List.of(
                    "/",
                    "/error",
                    "/index.html",
                    "/favicon.ico",
                    "/robots.txt",
                    "/api",
                    "/api/v1",
                    "/v3/api-docs",
                    "/swagger-ui/index.html",
                    "/openapi.yaml",
                    "/webjars/x.js",
                    "/h2-console",
                    "/console",
                    "/login",
                    "/logout",
                    "/oauth2/token",
                    "/static/x",
                    "/actuator/env",
                    "/actuator/heapdump",
                    "/actuator/beans",
                    "/actuator/mappings",
                    "/actuator/shutdown",
                    "/actuator/threaddump",
                    "/actuator/configprops",
                    "/actuator/logfile",
                    "/actuator/conditions",
                    "/actuator/flyway",
                    "/jolokia",
                    "/forbear-service.yaml");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir Path folder;

    /** Those that the jar's own settings name, none, and one that it knows nothing of. */
    static Stream<String> profiles() throws IOException {
        try (var in = ClosedIT.class.getResourceAsStream("/forbear-service.yaml")) {
            var documents = new ArrayList<Object>();
            yaml().loadAll(in).forEach(documents::add);
            var named =
                    documents.stream()
                            .map(document -> new JsonMapper().<JsonNode>valueToTree(document))
                            .map(document -> document.at("/spring/config/activate/on-profile"))
                            .filter(profile -> !profile.isMissingNode())
                            .map(JsonNode::asString)
                            .toList();
            assertThat(named).contains("demo");
            return Stream.concat(Stream.of("", "prod"), named.stream());
        }
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void nothing_answers_without_a_key_but_what_is_open(String profile) throws Exception {
        var argument = "--spring.profiles.active=" + profile;
        try (var service = ServiceProcess.jar(folder.resolve("data"), argument).awaitReady()) {
            for (var path : OPEN) {
                assertThat(status(service, "GET", path, null)).as(path).isEqualTo(200);
                assertThat(status(service, "HEAD", path, null)).as(path).isEqualTo(200);
            }
            for (var path : closed(service)) {
                for (var method : METHODS) {
                    assertThat(status(service, method, path, null))
                            .as("%s %s without a key", method, path)
                            .isEqualTo(401);
                }
                assertThat(status(service, "GET", path, "Bearer fbr_x"))
                        .as("%s with a wrong key", path)
                        .isEqualTo(401);
            }
        }
    }

    private static Set<String> closed(ServiceProcess service) throws Exception {
        var closed = new TreeSet<>(STRANGERS);
        closed.addAll(documented());
        var links = new JsonMapper().readTree(service.get("/actuator").body()).path("_links");
        for (var link : links) {
            closed.add(URI.create(plain(link.path("href").asString())).getPath());
        }
        assertThat(closed).contains("/actuator", "/actuator/prometheus", "/actuator/loggers/x");
        closed.removeIf(
                path -> path.startsWith("/actuator/health") || path.startsWith("/problems"));
        return closed;
    }

    private static List<String> documented() throws IOException {
        try (var in = ClosedIT.class.getResourceAsStream("/META-INF/forbear/openapi.yaml")) {
            JsonNode document = new JsonMapper().valueToTree(yaml().<Object>load(in));
            return document.path("paths").propertyNames().stream().map(ClosedIT::plain).toList();
        }
    }

    private static String plain(String template) {
        return template.replaceAll("\\{[^}]+}", "x");
    }

    private int status(ServiceProcess service, String method, String path, String authorization) {
        var request =
                HttpRequest.newBuilder(URI.create(service.url() + path))
                        .method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
