package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;

/** The actuator on a port of its own, below a path of its own, with the scrape opened. */
class ManagementPortTest {

    private static final String VIEWER = TestService.KEYS.get("viewer");
    private static final String ADMIN = TestService.KEYS.get("admin");

    private static TestService service;

    @BeforeAll
    static void start() {
        service =
                TestService.started(
                        TestService.settings(
                                null, true, new Deployment(Path.of("."), true, true, true)),
                        "server.forward-headers-strategy=native",
                        "management.server.port=0",
                        "management.server.address=127.0.0.1",
                        "management.server.base-path=/manage",
                        "management.endpoints.web.base-path=/ops",
                        "management.endpoints.web.path-mapping.prometheus=scrape");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static int there(String method, String path, String key) throws Exception {
        return service.call(service.managementPort(), method, "/manage" + path, key).statusCode();
    }

    @Test
    void the_same_table_holds_there() throws Exception {
        assertThat(there("GET", "/ops/health", null)).isEqualTo(200);
        assertThat(there("GET", "/ops/info", null)).isEqualTo(401);
        assertThat(there("GET", "/ops/info", VIEWER)).isEqualTo(200);
        assertThat(there("GET", "/ops/loggers", null)).isEqualTo(401);
        assertThat(there("GET", "/ops/loggers", VIEWER)).isEqualTo(403);
        assertThat(there("GET", "/ops/loggers", ADMIN)).isEqualTo(200);
        assertThat(there("POST", "/ops/loggers/com.example", VIEWER)).isEqualTo(403);
        assertThat(there("POST", "/ops/loggers/com.example", ADMIN)).isEqualTo(204);
        assertThat(there("GET", "/ops", VIEWER)).isEqualTo(200);
        assertThat(there("GET", "/ops/env", VIEWER)).isEqualTo(404);
        assertThat(there("GET", "/ops/env", ADMIN)).isEqualTo(200);
    }

    @Test
    void the_scrape_is_open_there_and_nothing_else_is() throws Exception {
        assertThat(there("GET", "/ops/scrape", null)).isEqualTo(200);
        assertThat(there("HEAD", "/ops/scrape", null)).isEqualTo(200);
        assertThat(there("GET", "/ops/scrape", "fbr_old")).isEqualTo(200);
        assertThat(there("POST", "/ops/scrape", null)).isEqualTo(401);
        assertThat(there("GET", "/ops/metrics", null)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops/scrape",
                "/manage/ops/scrape",
                "/actuator/prometheus",
                "/ops/health",
                "/actuator/health",
                "/ops/info"
            })
    void the_port_of_the_service_has_no_endpoints_and_opens_none(String path) throws Exception {
        assertThat(service.call("GET", path, null).statusCode()).isEqualTo(401);
        assertThat(service.call("GET", path, VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    void the_api_has_its_table_on_the_port_of_the_service() throws Exception {
        assertThat(service.call("GET", "/api/v1/tasks", null).statusCode()).isEqualTo(401);
        assertThat(service.call("GET", "/api/v1/tasks", VIEWER).statusCode()).isEqualTo(200);
        assertThat(service.call("GET", "/livez", null).statusCode()).isEqualTo(200);
    }

    @Test
    void a_proxy_that_is_believed_is_believed_there_too() throws Exception {
        var health = "http://127.0.0.1:" + service.managementPort() + "/manage/ops/health";
        try (var client = HttpClient.newHttpClient()) {
            var proxied = new Calls(client, Map.of("X-Forwarded-Proto", "https"));

            var hsts = proxied.get(health, null).headers().firstValue("Strict-Transport-Security");

            assertThat(hsts).isPresent();
        }
    }

    @Test
    void a_trick_with_the_path_is_a_problem_there_too() throws Exception {
        var answer = service.call(service.managementPort(), "GET", "/manage/ops//loggers", VIEWER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("/problems/bad-request");
    }

    @Test
    void endpoints_at_the_root_of_that_port_obey_the_table() throws Exception {
        try (var bare =
                TestService.started(
                        TestService.settings(),
                        "management.server.port=0",
                        "management.server.address=127.0.0.1",
                        "management.endpoints.web.base-path=/")) {
            for (var cell :
                    Map.of("/health", 200, "/loggers", 401, "/prometheus", 401).entrySet()) {
                var answer = bare.call(bare.managementPort(), "GET", cell.getKey(), null);
                assertThat(answer.statusCode()).as(cell.getKey()).isEqualTo(cell.getValue());
            }
            var answer = bare.call(bare.managementPort(), "GET", "/loggers", VIEWER);
            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }
}
