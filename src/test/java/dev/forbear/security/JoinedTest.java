package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.pattern.PathPatternParser;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The chain together with all that it guards: the service itself, and an application around it. */
@ExtendWith(OutputCaptureExtension.class)
class JoinedTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @TempDir Path dataDir;

    private TestService service(String... properties) {
        var spring = new SpringApplication(ForbearApplication.class);
        spring.setDefaultProperties(Map.of("spring.config.name", "forbear-service,application"));
        return started(spring, properties);
    }

    private TestService application(Class<?> application) {
        return started(new SpringApplication(application));
    }

    private TestService started(SpringApplication spring, String... properties) {
        var arguments = new ArrayList<>(List.of(properties));
        arguments.addAll(
                List.of(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "forbear.data-dir=" + dataDir));
        return TestService.of(
                spring.run(arguments.stream().map(it -> "--" + it).toArray(String[]::new)));
    }

    private String adminKey() throws IOException {
        return Files.readString(dataDir.resolve("admin.key")).strip();
    }

    /** The operations below /api/v1 that the OpenAPI document promises. */
    @SuppressWarnings("unchecked")
    private static Set<String> documented() throws IOException {
        try (var file = JoinedTest.class.getResourceAsStream("/META-INF/forbear/openapi.yaml")) {
            var document = new Yaml().<Map<String, Object>>load(file);
            var root = ((List<Map<String, String>>) document.get("servers")).getFirst().get("url");
            var operations = new TreeSet<String>();
            ((Map<String, Map<String, Object>>) document.get("paths"))
                    .forEach((path, item) ->
                            item.keySet().stream()
                                    .filter(METHODS::contains)
                                    .forEach(method ->
                                            operations.add(
                                                    method.toUpperCase(Locale.ROOT)
                                                            + " "
                                                            + absolute(root, path))));
            operations.remove("GET /problems/{slug}");
            return operations;
        }
    }

    private static String absolute(String root, String path) {
        return path.startsWith("/api/") ? path : (root.equals("/") ? "" : root) + path;
    }

    @Test
    void the_table_has_the_operations_of_the_openapi_document_and_no_others() throws Exception {
        var table =
                Arrays.stream(Route.values())
                        .map(Route::toString)
                        .filter(route -> route.contains(" /api/v1/"))
                        .collect(Collectors.toSet());

        assertThat(table).hasSameElementsAs(documented());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo"})
    void of_the_service_nothing_answers_without_a_key_but_the_open_routes(
            String profile, CapturedOutput log) throws Exception {
        try (var service = service("spring.profiles.active=" + profile)) {
            for (var operation : documented()) {
                var words = operation.split(" ", 2);
                var path = words[1].replaceAll("\\{[^}]*}", "demo");
                assertThat(service.call(words[0], path, null).statusCode())
                        .as(operation)
                        .isEqualTo(401);
                assertThat(service.call(words[0], path, adminKey()).statusCode())
                        .as(operation)
                        .isNotIn(401, 403, 405);
            }
            for (var endpoint :
                    List.of(
                            "",
                            "/info",
                            "/prometheus",
                            "/metrics",
                            "/loggers",
                            "/sbom",
                            "/forbear")) {
                var path = "/actuator" + endpoint;
                assertThat(service.call("GET", path, null).statusCode()).as(path).isEqualTo(401);
                assertThat(service.call("GET", path, adminKey()).statusCode())
                        .as(path)
                        .isNotIn(401, 403);
            }
            for (var path : List.of("/", "/error", "/nowhere", "/index.html", "/actuator/env")) {
                assertThat(service.call("GET", path, null).statusCode()).as(path).isEqualTo(401);
            }
            for (var path :
                    List.of(
                            "/livez",
                            "/readyz",
                            "/actuator/health",
                            "/actuator/health/liveness",
                            "/actuator/health/readiness",
                            "/problems/forbidden",
                            "/problems/unauthorized")) {
                assertThat(service.call("GET", path, null).statusCode()).as(path).isEqualTo(200);
            }
        }
        assertThat(log.getAll())
                .contains("Forbear answers at http://localhost:")
                .doesNotContain("password")
                .doesNotContain(adminKey());
    }

    @Test
    void no_key_is_made_in_a_data_dir_that_the_store_refuses() throws Exception {
        Files.writeString(dataDir.resolve("forbear.db"), "somebody else's");

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> service().close())
                .havingRootCause()
                .withMessageContaining("forbear.db");
        assertThat(dataDir.resolve("admin.key")).doesNotExist();
    }

    @Test
    void an_application_that_has_no_security_of_its_own_stays_closed_besides() throws Exception {
        try (var service = application(Application.class)) {
            assertThat(service.call("GET", "/hello", null).statusCode()).isEqualTo(401);
            assertThat(service.call("GET", "/hello", adminKey()).statusCode()).isEqualTo(401);
            assertThat(service.call("GET", "/api/v1/backlog", null).statusCode()).isEqualTo(401);
            assertThat(service.call("GET", "/api/v1/backlog", adminKey()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void an_application_that_opens_everything_and_matches_without_case_does_not_open_forbear()
            throws Exception {
        try (var service = application(Open.class)) {
            assertThat(service.call("GET", "/HELLO", null).body()).isEqualTo("hello");
            assertThat(service.call("GET", "/API/v1/BACKLOG", null).statusCode()).isEqualTo(403);
            assertThat(service.call("GET", "/Api/V1/Tasks", null).statusCode()).isEqualTo(403);
            assertThat(service.call("GET", "/api/v1/backlog", null).statusCode()).isEqualTo(401);
            assertThat(service.call("GET", "/api/v1/backlog", adminKey()).statusCode())
                    .isEqualTo(200);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Hello.class)
    static class Application {}

    @RestController
    static class Hello {

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Application.class)
    static class Open implements WebMvcConfigurer {

        @Bean
        SecurityFilterChain everything(HttpSecurity http) {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
        }

        @Override
        public void configurePathMatch(PathMatchConfigurer paths) {
            var parser = new PathPatternParser();
            parser.setCaseSensitive(false);
            paths.setPatternParser(parser);
        }
    }
}
