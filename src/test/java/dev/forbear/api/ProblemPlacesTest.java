package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;

/** Where there is an input to point to, a problem does. */
class ProblemPlacesTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET    | /api/v1/tasks/demo/nothing          | 404 | parameter | key
                    GET    | /api/v1/tasks/demo/nothing?wait=1s  | 404 | parameter | key
                    GET    | /api/v1/tasks/demo/nothing/plan     | 404 | parameter | key
                    POST   | /api/v1/tasks/demo/nothing/retry    | 404 | parameter | key
                    DELETE | /api/v1/tasks/demo/nothing          | 404 | parameter | key
                    GET    | /api/v1/tasks/nope/nothing          | 404 | parameter | controller
                    GET    | /api/v1/tasks/nope/nothing/plan     | 404 | parameter | controller
                    DELETE | /api/v1/tasks/nope/nothing          | 404 | parameter | controller
                    GET    | /api/v1/tasks?controller=nope       | 404 | parameter | controller
                    GET    | /api/v1/controllers/nope            | 404 | parameter | name
                    GET    | /api/v1/controllers/nope/plan       | 404 | parameter | name
                    POST   | /api/v1/controllers/nope/pause      | 404 | parameter | name
                    POST   | /api/v1/controllers/nope/resume     | 404 | parameter | name
                    GET    | /api/v1/tasks/demo/a/b/c            | 404 | parameter | key
                    GET    | /api/v1/tasks?limit=%25zz           | 400 | parameter | limit
                    """)
    void a_call_without_a_body(String method, String path, int status, String in, String at) {
        var answer = SERVICE.send(SERVICE.request(path).method(method, BodyPublishers.noBody()));

        answer.hasStatus(status);
        assertThat(answer.text("/errors/0/" + in)).as(answer.body()).isEqualTo(at);
        assertThat(answer.text("/errors/0/detail")).isNotEmpty();
    }

    @Test
    void a_query_that_is_badly_encoded() {
        var head = "GET /api/v1/tasks?lane=%%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        assertThat(SERVICE.raw(head)).contains("\"parameter\":\"lane\"", "write %25");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/v1/tasks/demo/k/retry      | 400 | {         |
                    /api/v1/controllers/demo/pause  | 400 | {"reason  |
                    /api/v1/tasks                   | 400 | {         |
                    /api/v1/tasks/demo/k/retry      | 422 | {"a":1}   | /a
                    """)
    void a_call_with_a_body(String path, int status, String body, String pointer) {
        var answer = SERVICE.post(path, body).hasStatus(status);

        assertThat(answer.pointers()).containsExactly(pointer == null ? "" : pointer);
    }

    @Test
    void a_body_or_a_line_that_is_too_large() {
        var large = "\"" + "x".repeat(1024 * 1024) + "\"";

        assertThat(SERVICE.submit(large).isProblem(ProblemType.TOO_LARGE).pointers())
                .containsExactly("");
        var line = SERVICE.post(BulkApi.PATH, "application/x-ndjson", large).lines().getFirst();
        assertThat(line.at("/status").asInt()).isEqualTo(413);
        assertThat(line.at("/problem/errors/0/pointer").asString("none")).isEmpty();
    }

    @Test
    void an_accept_header_that_excludes_the_answer() {
        var answer = SERVICE.send(SERVICE.request("/api/v1/backlog").header("Accept", "text/csv"));

        answer.isProblem(ProblemType.NOT_ACCEPTABLE);
        assertThat(answer.text("/errors/0/header")).isEqualTo("Accept");
    }

    @Test
    void a_call_that_takes_no_field_says_so() {
        var answer = SERVICE.post("/api/v1/tasks/demo/k/retry", "{\"reason\":\"x\"}");

        assertThat(answer.detailAt("/reason")).isEqualTo("is not a field; this call takes none");
    }
}
