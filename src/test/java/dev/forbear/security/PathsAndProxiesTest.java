package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Below a context path, below a servlet's path, and behind a proxy. */
class PathsAndProxiesTest {

    private static final String VIEWER = TestService.KEYS.get("viewer");
    private static final String[] FORWARDED = {
        "GET /api/v1/tasks HTTP/1.1",
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Prefix: /livez"
    };

    @ParameterizedTest
    @ValueSource(strings = {"server.servlet.context-path=/queue", "spring.mvc.servlet.path=/queue"})
    void the_table_holds_below_a_path(String property) throws Exception {
        try (var service = TestService.started(TestService.settings(), property)) {
            assertThat(service.call("GET", "/queue/api/v1/tasks", VIEWER).statusCode())
                    .isEqualTo(200);
            assertThat(service.call("POST", "/queue/api/v1/tasks", VIEWER).statusCode())
                    .isEqualTo(403);
            assertThat(service.call("GET", "/queue/api/v1/tasks", null).statusCode())
                    .isEqualTo(401);
            assertThat(service.call("GET", "/queue/api/v1/tasks", null).body())
                    .contains("\"type\":\"/queue/problems/unauthorized\"");
            assertThat(service.call("POST", "/queue/api/v1/tasks", VIEWER).body())
                    .contains("\"type\":\"/queue/problems/forbidden\"");
            assertThat(service.call("GET", "/queue/livez", null).statusCode()).isEqualTo(200);
            assertThat(service.call("GET", "/queue/actuator/health", null).statusCode())
                    .isEqualTo(200);
            assertThat(service.call("GET", "/queue/actuator/loggers", null).statusCode())
                    .isEqualTo(401);
            assertThat(service.call("GET", "/queue/actuator/loggers", VIEWER).statusCode())
                    .isEqualTo(403);
            assertThat(service.call("GET", "/queue/queue/livez", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void forwarded_headers_are_not_believed() throws Exception {
        try (var service =
                        TestService.started(
                                TestService.settings(), "server.forward-headers-strategy=none");
                var log = new LogLines("forbear.security")) {
            assertThat(service.raw(FORWARDED))
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContain("Strict-Transport-Security");
            assertThat(log.warnings()).singleElement().asString().endsWith("from=[127.0.0.1]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "framework"})
    void forwarded_headers_are_believed_when_configured_and_open_nothing(String strategy)
            throws Exception {
        try (var service =
                        TestService.started(
                                TestService.settings(),
                                "server.forward-headers-strategy=" + strategy);
                var log = new LogLines("forbear.security")) {
            assertThat(service.raw(FORWARDED))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("Strict-Transport-Security");
            assertThat(log.warnings()).singleElement().asString().endsWith("from=[203.0.113.9]");
        }
    }
}
