package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every cell of route × role, through the real filters of a real server. */
class RouteTableTest {

    private static final Set<Integer> SUCCESS = Set.of(200, 204);

    private static final String IDLE = KeyForm.drawn(new SecureRandom());

    private static TestService service;

    @BeforeAll
    static void start(@TempDir Path keysDir) throws Exception {
        TestService.write(keysDir.resolve("idle"), IDLE);
        service =
                TestService.started(
                        TestService.settings(
                                keysDir, false, new Deployment(keysDir, true, false, true)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static List<Row> rows() {
        return Row.all();
    }

    @Test
    void the_expectation_holds_every_route_and_every_role() {
        assertThat(rows().stream().map(Row::route)).containsOnly(Route.values());
        assertThat(
                        rows().stream()
                                .flatMap(row -> row.who().stream())
                                .filter(it -> !it.equals("anybody")))
                .hasSameElementsAs(TestService.KEYS.keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void each_role_gets_what_the_table_says(Row row) throws Exception {
        for (var method : row.methods()) {
            for (var role : TestService.KEYS.entrySet()) {
                var allowed = row.open() || row.who().contains(role.getKey());
                var answer = service.call(method, row.path(), role.getValue());
                assertThat(answer.statusCode())
                        .as("%s %s as %s", method, row.path(), role.getKey())
                        .isIn(allowed ? SUCCESS : Set.of(403));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nobody_gets_the_open_routes_only(Row row) throws Exception {
        for (var method : row.methods()) {
            assertThat(service.call(method, row.path(), null).statusCode())
                    .as("%s %s", method, row.path())
                    .isEqualTo(row.open() ? 200 : 401);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_key_without_a_role_gets_the_open_routes_only(Row row) throws Exception {
        for (var method : row.methods()) {
            assertThat(service.call(method, row.path(), IDLE).statusCode())
                    .as("%s %s", method, row.path())
                    .isEqualTo(row.open() ? 200 : 403);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void a_method_that_the_table_does_not_name_is_for_nobody_but_an_admin(String path)
            throws Exception {
        var named =
                rows().stream()
                        .filter(row -> row.path().equals(path))
                        .flatMap(row -> row.methods().stream());
        var others =
                new ArrayList<>(
                        List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
        others.removeAll(named.toList());
        for (var method : others) {
            assertThat(service.call(method, path, null).statusCode()).as(method).isEqualTo(401);
            for (var role : EnumSet.complementOf(EnumSet.of(Role.ADMIN))) {
                var answer = service.call(method, path, TestService.KEYS.get(role.word()));
                assertThat(answer.statusCode())
                        .as("%s %s as %s", method, path, role)
                        .isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).isPresent();
            }
        }
    }

    /** Not at the log levels, whose paths have a GET and a POST that differ by what lies below. */
    static Set<String> paths() {
        return rows().stream()
                .map(Row::path)
                .filter(path -> !path.startsWith("/actuator/loggers") && !path.equals("/actuator"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void log_levels_are_read_and_set_and_nothing_else() throws Exception {
        for (var method : List.of("PUT", "PATCH", "DELETE", "OPTIONS")) {
            var answer = service.call(method, "/actuator/loggers", TestService.KEYS.get("viewer"));
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
        }
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void a_path_that_the_table_does_not_name_is_for_nobody_but_an_admin(String path)
            throws Exception {
        assertThat(service.call("GET", path, null).statusCode()).isEqualTo(401);
        assertThat(service.call("GET", path, IDLE).statusCode()).isEqualTo(404);
        for (var role : EnumSet.complementOf(EnumSet.of(Role.ADMIN))) {
            var answer = service.call("GET", path, TestService.KEYS.get(role.word()));
            assertThat(answer.statusCode()).as("%s as %s", path, role).isEqualTo(404);
            assertThat(answer.body()).contains("\"type\":\"/problems/no-such-route\"");
        }
        assertThat(service.call("GET", path, TestService.KEYS.get("admin")).body())
                .doesNotContain("/problems/");
    }

    static Stream<String> strangers() {
        return Stream.of(
                "/",
                "/favicon.ico",
                "/error",
                "/api",
                "/api/v1",
                "/api/v2/tasks",
                "/api/v1/tasks/",
                "/api/v1/Tasks",
                "/API/v1/tasks",
                "/api/v1/tasks/demo",
                "/api/v1/tasks/demo/a/",
                "/api/v1/tasks/demo/a/b",
                "/api/v1/tasks/demo/a/plan/b",
                "/api/v1/controllers/demo/",
                "/api/v1/events",
                "/api/v1/backlog.json",
                "/problem",
                "/problemsx",
                "/livez/",
                "/livezx",
                "/actuatorx",
                "/actuator/env",
                "/actuator/beans",
                "/actuator/mappings");
    }

    @Test
    void a_key_with_two_roles_may_do_what_either_may() {
        assertThat(Audience.SUBMITTERS.admits(EnumSet.of(Role.METRICS, Role.SUBMITTER))).isTrue();
        assertThat(Audience.SCRAPERS.admits(EnumSet.of(Role.METRICS, Role.SUBMITTER))).isTrue();
        assertThat(Audience.READERS.admits(EnumSet.of(Role.METRICS, Role.SUBMITTER))).isFalse();
    }

    @Test
    void nothing_else_is_open() {
        assertThat(Arrays.stream(Route.values()).filter(route -> route.audience().open()))
                .extracting(Route::toString)
                .containsExactly(
                        "GET /problems/**", "GET /livez", "GET /readyz", "GET /actuator/health/**");
    }
}
