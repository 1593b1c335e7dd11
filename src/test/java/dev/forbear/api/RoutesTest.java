package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import java.net.http.HttpRequest.BodyPublishers;

/** Forbear inside somebody's own application, which has routes and error handling of its own. */
@ExtendWith(OutputCaptureExtension.class)
class RoutesTest {

    private static final ApiService SERVICE = new ApiService(Theirs.class, TheirAdvice.class);

    @RestController
    static class Theirs {

        @GetMapping("/api/v1/orders")
        String orders() {
            return "theirs";
        }

        @GetMapping("/problems/theirs")
        String problem() {
            return "theirs";
        }
    }

    @RestControllerAdvice
    static class TheirAdvice {

        @ExceptionHandler(Exception.class)
        org.springframework.http.ResponseEntity<String> any() {
            return org.springframework.http.ResponseEntity.status(HttpStatus.INSUFFICIENT_STORAGE)
                    .body("theirs");
        }
    }

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /api/v1/tasks,                       'POST, GET, HEAD, OPTIONS'",
        "GET,    /api/v1/tasks/bulk,                  'POST, OPTIONS'",
        "POST,   /api/v1/tasks/demo/k,                'GET, HEAD, DELETE, OPTIONS'",
        "PATCH,  /api/v1/tasks/demo/k,                'GET, HEAD, DELETE, OPTIONS'",
        "GET,    /api/v1/tasks/demo/k/retry,          'POST, OPTIONS'",
        "DELETE, /api/v1/controllers,                 'GET, HEAD, OPTIONS'",
        "GET,    /api/v1/controllers/demo/pause,      'POST, OPTIONS'",
        "POST,   /api/v1/backlog,                     'GET, HEAD, OPTIONS'",
        "POST,   /problems/invalid,                   'GET, HEAD, OPTIONS'"
    })
    void another_method_is_answered_with_405_and_those_there_are(
            String method, String path, String allowed) {
        var answer = SERVICE.send(SERVICE.request(path).method(method, BodyPublishers.noBody()));

        answer.isProblem(ProblemType.METHOD_NOT_ALLOWED);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void options_are_answered_with_the_methods() {
        var answer =
                SERVICE.send(
                        SERVICE.request("/api/v1/tasks")
                                .method("OPTIONS", BodyPublishers.noBody()));

        answer.hasStatus(204);
        assertThat(answer.header("Allow")).isEqualTo("POST, GET, HEAD, OPTIONS");
    }

    @Test
    void head_is_answered_as_get_without_the_body() {
        var answer =
                SERVICE.send(
                        SERVICE.request("/api/v1/backlog").method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.hasStatus(200).body()).isEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/tasks/demo",
                "/api/v1/tasks/",
                "/api/v1/tasks/demo/k/history",
                "/api/v1/tasks/demo/a/b/c",
                "/api/v1/controllers/demo/nothing"
            })
    void an_unknown_path_below_our_resources_is_a_problem(String path) {
        SERVICE.get(path).isProblem(ProblemType.NO_SUCH_ROUTE);
    }

    @Test
    void what_is_theirs_stays_theirs() {
        assertThat(SERVICE.get("/api/v1/orders").hasStatus(200).body()).isEqualTo("theirs");
        assertThat(SERVICE.raw("GET /problems/theirs HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("theirs");
        SERVICE.get("/api/v1/nothing").hasStatus(507);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "application/json", "text/html, */*;q=0.1"})
    void an_accept_header_that_includes_json_is_answered(String accept) {
        SERVICE.send(SERVICE.request("/api/v1/backlog").header("Accept", accept).GET())
                .hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "application/json;q=0", "nonsense"})
    void an_accept_header_that_excludes_json_is_refused_with_a_problem(String accept) {
        var answer =
                SERVICE.send(SERVICE.request("/api/v1/backlog").header("Accept", accept).GET());

        assertThat(answer.isProblem(ProblemType.NOT_ACCEPTABLE).text("/detail"))
                .contains("application/json");
    }

    @Test
    void a_fault_of_ours_is_logged_once_under_the_id_that_the_caller_gets(CapturedOutput output) {
        SERVICE.fault = new IllegalStateException("secret internals");
        try {
            var answer = SERVICE.get("/api/v1/backlog").isProblem(ProblemType.INTERNAL);

            assertThat(answer.body()).doesNotContain("secret", "IllegalState", "at dev.");
            var id = answer.text("/detail").replaceAll(".* id (\\S+)[.]$", "$1");
            assertThat(output).containsOnlyOnce(id).contains("secret internals");
        } finally {
            SERVICE.fault = null;
        }
    }

    @Test
    void a_store_that_is_away_is_told_of_by_every_call_that_needs_it() {
        SERVICE.away = true;
        try {
            for (var path :
                    new String[] {
                        "/api/v1/tasks",
                        "/api/v1/tasks/demo/k",
                        "/api/v1/tasks/demo/k/plan",
                        "/api/v1/controllers",
                        "/api/v1/controllers/demo",
                        "/api/v1/backlog"
                    }) {
                var answer = SERVICE.get(path).isProblem(ProblemType.STORE_AWAY);
                assertThat(answer.header("Retry-After")).isEqualTo("2");
            }
        } finally {
            SERVICE.away = false;
        }
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void each_type_of_problem_has_a_page(ProblemType type) {
        var answer = SERVICE.get(type.uri("")).hasStatus(200);

        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.body())
                .contains("<code>" + type.uri("") + "</code>, HTTP status " + type.status())
                .doesNotContain("http://", "https://", "<script");
    }

    @Test
    void answers_are_not_to_be_cached() {
        assertThat(SERVICE.get("/api/v1/backlog").header("Cache-Control")).isEqualTo("no-store");
    }
}
