package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/** What is a key, what is not, and what the caller reads then. */
class CredentialsTest {

    private static final String ADMIN = TestService.KEYS.get("admin");
    private static final String GET = "GET /api/v1/tasks HTTP/1.1";
    private static final HandClock CLOCK = new HandClock();

    private static TestService service;

    private final LogLines log = new LogLines(Logger.ROOT_LOGGER_NAME);

    @BeforeAll
    static void start() throws Exception {
        service = TestService.started(TestService.Application.class, TestService.settings(), CLOCK);
        // The first request makes the server log that it initializes itself.
        service.call("GET", "/livez", null);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void let_the_next_failure_be_told_at_once() {
        CLOCK.turn(Duration.ofSeconds(10));
        service.context().getBean(Failures.class).tell();
        CLOCK.turn(Duration.ofSeconds(10));
        log.forget();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void the_name_of_the_key_is_the_callers_name() throws Exception {
        assertThat(service.raw(GET, "Authorization: Bearer " + ADMIN)).endsWith("reached by admin");
        assertThat(log.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Bearer ", " Bearer"})
    void the_scheme_has_no_case_and_blanks_do_not_count(String scheme) throws Exception {
        assertThat(service.raw(GET, "Authorization: " + scheme + " " + ADMIN + " "))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void what_is_not_a_bearer_of_a_key_is_malformed(String value) throws Exception {
        assertThat(service.raw(GET, "Authorization: " + value))
                .startsWith("HTTP/1.1 401 ")
                .contains("\r\nWWW-Authenticate: Bearer\r\n")
                .contains("is not of the form 'Bearer <key>', where the key is fbr_ followed by");
        assertThat(log.warnings())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=malformed:1 from=[127.0.0.1]");
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                "Bearer",
                "Bearer " + ADMIN.substring(4),
                "Bearer fbr_",
                "Bearer FBR_" + ADMIN.substring(4),
                ADMIN,
                "Bearer" + ADMIN,
                "Bearer " + ADMIN + " " + ADMIN,
                "Bearer " + ADMIN + ", Bearer " + ADMIN,
                "Bearer \"" + ADMIN + "\"",
                "Bearer " + ADMIN + "%0a",
                "Bearer fbr_" + "a".repeat(201),
                "Bearer fbr_" + "a".repeat(7_000),
                "Basic " + ADMIN,
                "Token " + ADMIN,
                "Bearer key=" + ADMIN);
    }

    @ParameterizedTest
    @MethodSource("strange")
    void a_key_that_is_none_here_is_unknown(String key) throws Exception {
        assertThat(service.raw(GET, "Authorization: Bearer " + key))
                .startsWith("HTTP/1.1 401 ")
                .contains("this key is not, or no longer, known here");
        assertThat(log.warnings())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=unknown:1 from=[127.0.0.1]");
    }

    static Stream<String> strange() {
        return Stream.of(
                ADMIN.substring(0, ADMIN.length() - 1),
                ADMIN + "a",
                ADMIN + "=",
                ADMIN.substring(0, ADMIN.length() - 1) + (ADMIN.endsWith("A") ? "B" : "A"),
                "fbr_" + Hash.of(ADMIN).hex(),
                "fbr_a");
    }

    @Test
    void several_headers_are_refused_even_if_both_are_right() throws Exception {
        var header = "Authorization: Bearer " + ADMIN;

        assertThat(service.raw(GET, header, header))
                .startsWith("HTTP/1.1 401 ")
                .contains("there is more than one Authorization header: send one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "key", "api_key", "token", "authorization"})
    void a_key_in_the_query_string_is_not_accepted_and_the_caller_is_warned(String name)
            throws Exception {
        var answer = service.call("GET", "/api/v1/tasks?" + name + "=" + ADMIN, null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .contains("a key in the query string is not accepted")
                .doesNotContain(ADMIN);
        assertThat(log.all())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=in-query:1 from=[127.0.0.1]");
    }

    @Test
    void a_key_in_a_cookie_or_a_header_of_another_name_is_not_accepted() throws Exception {
        assertThat(service.raw(GET, "Cookie: key=" + ADMIN, "X-API-Key: " + ADMIN))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void an_answer_in_a_second_pass_of_the_request_is_let_through() throws Exception {
        var answer = service.call("GET", "/api/v1/tasks/demo/later", ADMIN);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("reached later by admin");
        assertThat(service.call("GET", "/api/v1/tasks/demo/later", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_request_that_a_handler_passes_on_is_not_asked_again() throws Exception {
        var viewer = TestService.KEYS.get("viewer");

        assertThat(service.call("GET", "/api/v1/tasks/demo/elsewhere", viewer).body())
                .isEqualTo("reached by viewer");
    }

    @Test
    void failures_that_were_held_back_are_told_at_the_next_call_of_whatever_kind()
            throws Exception {
        service.call("GET", "/api/v1/tasks", "fbr_a");
        service.call("GET", "/api/v1/tasks", "fbr_b");
        log.forget();
        CLOCK.turn(Duration.ofSeconds(10));

        service.call("GET", "/livez", null);

        assertThat(log.warnings())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=unknown:1 from=[127.0.0.1]");
    }

    @Test
    void an_error_of_the_handler_keeps_its_status() throws Exception {
        var viewer = TestService.KEYS.get("viewer");

        assertThat(service.call("GET", "/api/v1/tasks/demo/never", viewer).statusCode())
                .isEqualTo(418);
    }

    @Test
    void nobody_is_told_what_to_send() throws Exception {
        var answer = service.call("GET", "/api/v1/tasks", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(answer.headers().allValues("Content-Type"))
                .containsExactly("application/problem+json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"type\":\"/problems/unauthorized\",\"title\":\"No valid"
                            + " key\",\"status\":401,\"detail\":\"no key was sent: send the header"
                            + " 'Authorization: Bearer fbr_…'\"}");
    }

    @Test
    void who_lacks_a_role_is_told_which() throws Exception {
        var answer =
                service.call(
                        "POST", "/api/v1/tasks/demo/a/retry", TestService.KEYS.get("submitter"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().allValues("Content-Type"))
                .containsExactly("application/problem+json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"type\":\"/problems/forbidden\",\"title\":\"The key's role does not"
                            + " allow this\",\"status\":403,\"detail\":\"POST"
                            + " /api/v1/tasks/{controller}/{key}/retry needs the role operator or"
                            + " admin; the key 'submitter' has submitter\"}");
    }

    @Test
    void a_probe_with_a_key_that_was_replaced_is_answered_and_the_key_is_counted()
            throws Exception {
        var before = unknown();

        assertThat(service.call("GET", "/livez", "fbr_old").statusCode()).isEqualTo(200);

        assertThat(unknown()).isEqualTo(before + 1);
    }

    private static double unknown() {
        return service.context()
                .getBean(MeterRegistry.class)
                .get("forbear.authentication.failures")
                .tag("reason", "unknown")
                .counter()
                .count();
    }

    @Test
    void details_of_health_are_for_readers_only() throws Exception {
        assertThat(service.call("GET", "/actuator/health", null).body())
                .doesNotContain("diskSpace");
        for (var role : Role.values()) {
            var body =
                    service.call("GET", "/actuator/health", TestService.KEYS.get(role.word()))
                            .body();
            assertThat(body.contains("diskSpace"))
                    .as(role.word())
                    .isEqualTo(Audience.READERS.admits(Set.of(role)));
        }
    }

    @Test
    void no_key_is_ever_in_a_log_or_an_answer() throws Exception {
        var canary = "fbr_canary" + "x".repeat(30);
        for (var header :
                new String[] {
                    "Bearer " + canary, "Bearer " + canary + "!", "Basic " + canary, canary
                }) {
            assertThat(service.raw(GET, "Authorization: " + header)).doesNotContain("canary");
            CLOCK.turn(Duration.ofSeconds(10));
        }
        assertThat(service.raw(GET, "Authorization: Bearer " + ADMIN)).doesNotContain(ADMIN);
        assertThat(log.all())
                .isNotEmpty()
                .noneMatch(line -> line.contains("canary") || line.contains(ADMIN));
    }

    @Test
    void nothing_that_is_kept_shows_a_key_or_its_hash() {
        var key = new ApiKey("ci", Hash.of(ADMIN), Set.of(Role.ADMIN));
        var caller = new Caller(key);

        assertThat(key.toString() + caller + caller.getCredentials())
                .doesNotContain(ADMIN)
                .doesNotContain(Hash.of(ADMIN).hex());
    }
}
