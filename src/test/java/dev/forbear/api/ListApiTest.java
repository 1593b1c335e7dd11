package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

class ListApiTest {

    private static final ApiService SERVICE = new ApiService();

    /** k:000 to k:249, of which each tenth has the lane ten; then five large ones. */
    @BeforeAll
    static void submit() {
        var lines = new StringBuilder();
        for (var i = 0; i < 250; i++) {
            lines.append(
                    "{\"controller\":\"demo\",\"key\":\"k:%03d\",\"lane\":%s,\"delay\":\"1h\"}\n"
                            .formatted(i, i % 10 == 0 ? "\"ten\"" : "null"));
        }
        SERVICE.post("/api/v1/tasks/bulk", "application/x-ndjson", lines.toString()).hasStatus(200);
    }

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static List<String> keys(Answer answer) {
        return answer.hasStatus(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("key").asString())
                .toList();
    }

    /** All pages, one after the other. */
    private static List<String> all(String query) {
        var keys = new ArrayList<String>();
        var cursor = "";
        do {
            var answer = SERVICE.get("/api/v1/tasks?" + query + cursor);
            keys.addAll(keys(answer));
            var next = answer.json().path("nextCursor");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        return keys;
    }

    @Test
    void the_newest_come_first_and_100_a_page() {
        var answer = SERVICE.get("/api/v1/tasks?controller=demo&keyPrefix=k:");

        assertThat(keys(answer)).hasSize(100).startsWith("k:000", "k:001");
        assertThat(answer.json().propertyNames()).containsExactly("items", "nextCursor");
        assertThat(keys(SERVICE.get("/api/v1/tasks?limit=2"))).containsExactly("k:249", "k:248");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=1000",
        "limit=7",
        "limit=100",
        "limit=125&keyPrefix=k:",
        "limit=249&controller=demo"
    })
    void all_pages_together_hold_each_task_once(String query) {
        assertThat(all(query)).hasSize(250).doesNotHaveDuplicates();
    }

    @Test
    void a_page_holds_what_the_filters_let_through() {
        assertThat(all("lane=ten")).hasSize(25).allMatch(key -> key.endsWith("0"));
        assertThat(all("state=QUEUED&controller=demo")).hasSize(250);
        assertThat(all("state=FAILED")).isEmpty();
        assertThat(all("reason=ATTEMPTS_EXHAUSTED")).isEmpty();
        assertThat(all("fingerprint=ab12cd34ef56")).isEmpty();
        assertThat(all("controller=full")).isEmpty();
        assertThat(all("keyPrefix=k:01")).hasSize(10);
    }

    @Test
    void tasks_of_a_controller_that_no_node_has_any_more_are_listed_and_an_unknown_one_is_not() {
        try (var service = new ApiService()) {
            service.get("/api/v1/tasks?controller=gone").isProblem(ProblemType.UNKNOWN_CONTROLLER);

            service.leftBehind("gone", "k");

            assertThat(keys(service.get("/api/v1/tasks?controller=gone"))).containsExactly("k");
        }
    }

    @Test
    void a_page_of_large_specs_ends_early_and_the_next_goes_on() {
        try (var service = new ApiService()) {
            var spec = "{\"a\":\"" + "x".repeat(60_000) + "\"}";
            var lines = new StringBuilder();
            for (var i = 0; i < 210; i++) {
                lines.append(
                        "{\"controller\":\"demo\",\"key\":\"l" + i + "\",\"spec\":" + spec + "}\n");
            }
            service.post("/api/v1/tasks/bulk", "application/x-ndjson", lines.toString());

            var first = service.get("/api/v1/tasks?limit=1000").hasStatus(200).json();
            assertThat(first.path("items")).hasSize(100);
            var second =
                    service.get(
                                    "/api/v1/tasks?limit=1000&cursor="
                                            + first.path("nextCursor").asString())
                            .hasStatus(200)
                            .json();
            assertThat(second.at("/items/0/key").asString()).isEqualTo("l109");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    limit=0             | limit       | from 1 to 1000
                    limit=1001          | limit       | from 1 to 1000
                    limit=ten           | limit       | from 1 to 1000, was "ten"
                    limit=              | limit       | from 1 to 1000
                    limit=99999999999   | limit       | from 1 to 1000
                    state=queued        | state       | one of QUEUED, RUNNING
                    reason=BORED        | reason      | one of ATTEMPTS_EXHAUSTED
                    controller=Demo     | controller  | 1 to 63
                    lane=a%2Fb          | lane        | use :
                    keyPrefix=          | keyPrefix   | 1 to 200
                    keyPrefix=a%20b     | keyPrefix   | U+0020
                    fingerprint=xyz     | fingerprint | 12 hex digits
                    cursor=rubbish      | cursor      | nextCursor
                    cursor=             | cursor      | nextCursor
                    prefix=a            | prefix      | did you mean keyPrefix?
                    limit=1&limit=2     | limit       | given twice
                    state=FAILED&state=QUEUED | state | given twice
                    """)
    void a_wrong_query_is_refused_and_the_parameter_named(
            String query, String parameter, String detail) {
        var answer = SERVICE.get("/api/v1/tasks?" + query).isProblem(ProblemType.BAD_REQUEST);

        assertThat(answer.text("/errors/0/parameter")).isEqualTo(parameter);
        assertThat(answer.text("/errors/0/detail")).contains(detail);
    }

    @Test
    void a_cursor_of_another_query_is_refused() {
        var cursor = SERVICE.get("/api/v1/tasks?limit=1").text("/nextCursor");

        SERVICE.get("/api/v1/tasks?limit=1&lane=ten&cursor=" + cursor)
                .isProblem(ProblemType.BAD_REQUEST);
    }
}
