package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client makes by mistake, byte by byte, on a real server. */
class HostileRequestTest {

    private static final String METRICS =
            "Authorization: Bearer " + TestService.KEYS.get("metrics");
    private static final String ADMIN = "Authorization: Bearer " + TestService.KEYS.get("admin");

    private static TestService service;

    @BeforeAll
    static void start() {
        service = TestService.started(TestService.settings());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/tasks",
                "/api//v1/tasks",
                "/api/v1//tasks",
                "/api/v1/tasks//",
                "/api/v1/tasks/",
                "/api/v1/tasks;x=1",
                "/api/v1;x/tasks",
                ";/api/v1/tasks",
                "/livez;/../api/v1/tasks",
                "/livez/../api/v1/tasks",
                "/livez/..;/api/v1/tasks",
                "/livez/%2e%2e/api/v1/tasks",
                "/livez/%2e%2e%2fapi/v1/tasks",
                "/livez/.%2e/api/v1/tasks",
                "/problems/../api/v1/tasks",
                "/problems/..%2f..%2fapi/v1/tasks",
                "/problems/%2e%2e/actuator/loggers",
                "/problems/x/../../actuator/loggers",
                "/actuator/health/../loggers",
                "/actuator/health/..;/loggers",
                "/actuator/health/%2e%2e/loggers",
                "/actuator/health%2f..%2floggers",
                "/actuator/health;/../loggers",
                "/./api/v1/tasks",
                "/api/v1/./tasks",
                "/api/v1/%74asks",
                "/%61pi/v1/tasks",
                "/api%2fv1%2ftasks",
                "/api/v1/tasks%2f",
                "/api/v1/tasks%00",
                "/api/v1/tasks%0a",
                "/api/v1/tasks%0d%0aX-Evil:%201",
                "/api/v1/tasks%20",
                "/api/v1/tasks%09",
                "/api/v1/tasks%5c",
                "/api/v1/tasks%3bx",
                "/api/v1/tasks%3f",
                "/api/v1/tasks%23",
                "/api/v1/tasks.json",
                "/api/v1/tasks?x=/livez",
                "/api/v1/tasks/%252e%252e",
                "/api/v1/tasks/demo/..%252f",
                "/api/v1/tasks/%c0%ae%c0%ae/livez",
                "/api/v1/tasks/%u002e",
                "/api/v1/tasks/%e2%80%ae",
                "/api/v1/tasks/%",
                "/livez%2f..%2fapi",
                "/livez.css",
                "/readyz/x",
                "http://x/api/v1/tasks",
                "http://x/livez/../api/v1/tasks"
            })
    void a_trick_with_the_path_opens_nothing(String path) throws Exception {
        for (var method : new String[] {"GET", "POST", "HEAD", "OPTIONS", "DELETE"}) {
            assertThat(service.raw(method + " " + path + " HTTP/1.1"))
                    .as("%s %s without a key", method, path)
                    .matches("(?s)HTTP/1.1 4\\d\\d.*")
                    .doesNotContain("reached");
            assertThat(service.raw(method + " " + path + " HTTP/1.1", METRICS))
                    .as("%s %s with a key for metrics", method, path)
                    .matches("(?s)HTTP/1.1 4\\d\\d.*")
                    .doesNotContain("reached");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"TRACE", "CONNECT", "TRACK", "PROPFIND", "get", "Get", "POSTX", "PURGE"})
    void a_method_that_is_none_of_ours_reaches_nothing_not_even_as_admin(String method)
            throws Exception {
        for (var path : new String[] {"/api/v1/tasks", "/actuator/loggers"}) {
            assertThat(service.raw(method + " " + path + " HTTP/1.1", ADMIN))
                    .matches("(?s)HTTP/1.1 (4\\d\\d|501).*")
                    .doesNotContain("reached");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override: GET",
                "X-Original-URL: /livez",
                "X-Rewrite-URL: /livez",
                "X-Forwarded-Prefix: /livez",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-User: admin",
                "X-Remote-User: admin",
                "Forwarded: for=127.0.0.1;path=/livez",
                "Cookie: JSESSIONID=1; Authorization=Bearer",
                "Proxy-Authorization: Bearer fbr_x",
                "Authorization: Basic YWRtaW46YWRtaW4=",
                "Authorization: Negotiate x",
                "Authorization: Digest username=admin"
            })
    void a_header_opens_nothing_but_a_key(String header) throws Exception {
        assertThat(service.raw("POST /api/v1/tasks HTTP/1.1", header))
                .startsWith("HTTP/1.1 401 ")
                .contains("\r\nWWW-Authenticate: Bearer\r\n");
    }

    @Test
    void what_the_firewall_refuses_is_answered_as_a_problem_too() throws Exception {
        assertThat(service.raw("GET /api/v1//tasks HTTP/1.1", ADMIN))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nContent-Type: application/problem+json\r\n")
                .contains("{\"type\":\"/problems/bad-request\"")
                .contains("write ':' where you would write '/'");
    }

    /** Tomcat says so of itself, before any filter, with no word of what lies where. */
    @Test
    void the_only_thing_said_to_nobody_besides_is_what_methods_http_has() throws Exception {
        assertThat(service.raw("OPTIONS * HTTP/1.1"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 0\r\n");
    }

    @Test
    void no_answer_sets_a_cookie_or_makes_a_session() throws Exception {
        for (var path : new String[] {"/livez", "/api/v1/tasks", "/nowhere", "/api//"}) {
            assertThat(service.raw("GET " + path + " HTTP/1.1", ADMIN))
                    .doesNotContain("Set-Cookie");
            assertThat(service.raw("GET " + path + " HTTP/1.1")).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void every_answer_of_the_chain_has_the_security_headers() throws Exception {
        for (var path : new String[] {"/livez", "/api/v1/tasks", "/nowhere"}) {
            assertThat(service.raw("GET " + path + " HTTP/1.1"))
                    .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                    .contains("\r\nX-Frame-Options: DENY\r\n")
                    .contains("\r\nContent-Security-Policy: default-src 'none'")
                    .contains("\r\nReferrer-Policy: no-referrer\r\n")
                    .contains("\r\nCache-Control: no-cache, no-store");
        }
    }
}
