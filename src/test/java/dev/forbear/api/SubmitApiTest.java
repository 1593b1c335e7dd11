package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.net.http.HttpRequest.BodyPublishers.ofString;

import dev.forbear.task.TaskId;
import dev.forbear.task.TraceParent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class SubmitApiTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @Test
    void a_new_task_is_answered_with_202_its_place_and_the_whole_task() {
        var answer =
                SERVICE.submit(
                        """
                        {"controller": "demo", "key": "new:1", "spec": {"failTimes": 2}, "lane": "eu",
                         "delay": "30s", "deadline": "2h", "maxAttempts": 5}
                        """);

        answer.hasStatus(202);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/tasks/demo/new:1");
        var task = answer.json();
        assertThat(task.propertyNames())
                .containsExactly(
                        "controller",
                        "key",
                        "uid",
                        "spec",
                        "lane",
                        "state",
                        "generation",
                        "attempts",
                        "maxAttempts",
                        "createdAt",
                        "updatedAt",
                        "nextAttemptAt",
                        "deadline",
                        "history",
                        "waitingFor",
                        "effect");
        assertThat(task.path("createdAt").asString()).isEqualTo("2026-01-31T12:00:00.000Z");
        assertThat(task.path("nextAttemptAt").asString()).isEqualTo("2026-01-31T12:00:30.000Z");
        assertThat(task.path("deadline").asString()).isEqualTo("2026-01-31T14:00:00.000Z");
        assertThat(task.at("/waitingFor/reason").asString()).isEqualTo("schedule");
        assertThat(task.path("effect").asString()).isEqualTo("created");
    }

    @ParameterizedTest
    @CsvSource({
        "trace:1, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
        "trace:2, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, true",
        "trace:3, 00-zz-zz-zz, false",
        "trace:4, 00-00000000000000000000000000000000-b7ad6b7169203331-01, false",
    })
    void the_callers_span_is_kept_with_the_task_and_what_is_none_is_ignored(
            String key, String header, boolean kept) {
        SERVICE.send(
                        SERVICE.request("/api/v1/tasks")
                                .header("Content-Type", "application/json")
                                .header("traceparent", header)
                                .POST(
                                        ofString(
                                                "{\"controller\":\"demo\",\"key\":\""
                                                        + key
                                                        + "\"}")))
                .hasStatus(202);

        var task = SERVICE.queue.find(new TaskId("demo", key)).orElseThrow().task();
        assertThat(task.terms().trace()).isEqualTo(kept ? new TraceParent(header) : null);
    }

    @Test
    void its_place_can_be_read() {
        var place = SERVICE.submit("{\"controller\":\"demo\"}").header("Location");

        assertThat(SERVICE.get(place).hasStatus(200).text("/key"))
                .as("the server makes a UUID of version 7")
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void a_key_may_have_every_allowed_character() {
        var key = "AZaz09._~@+=,:-";

        var place =
                SERVICE.submit("{\"controller\":\"demo\",\"key\":\"" + key + "\"}")
                        .header("Location");

        assertThat(SERVICE.get(place).text("/key")).isEqualTo(key);
    }

    @Test
    void the_effect_tells_what_became_of_a_submission_to_what_is_there() {
        var once = "{\"controller\":\"demo\",\"key\":\"e\",\"spec\":{\"a\":[1,{\"b\":\"x\"}]}}";
        var same =
                "{\"key\":\"e\",\"spec\":{\"a\":[1.0,{\"b\":\"\\u0078\"}]},\"controller\":\"demo\"}";
        var other = "{\"controller\":\"demo\",\"key\":\"e\",\"spec\":{\"a\":[2]}}";

        assertThat(SERVICE.submit(once).text("/effect")).isEqualTo("created");
        assertThat(SERVICE.submit(same).text("/effect")).isEqualTo("coalesced");
        assertThat(SERVICE.submit(other).text("/effect")).isEqualTo("replaced");
        SERVICE.delete("/api/v1/tasks/demo/e").hasStatus(200);
        assertThat(SERVICE.submit(other).text("/effect")).isEqualTo("revived");
    }

    @Test
    void the_answer_to_a_task_that_failed_before_has_its_history() {
        SERVICE.submit("{\"controller\":\"demo\",\"key\":\"h\",\"spec\":{\"failTimes\":9}}");
        SERVICE.pass();

        var answer =
                SERVICE.submit(
                        "{\"controller\":\"demo\",\"key\":\"h\",\"spec\":{\"failTimes\":9}}");

        assertThat(answer.text("/effect")).isEqualTo("coalesced");
        assertThat(answer.json().path("history")).hasSize(1);
        assertThat(answer.text("/lastError/message")).isEqualTo("it failed");
    }

    @Test
    void the_spec_is_kept_as_it_came() {
        var spec =
                "{ \"n\" : 1.10000000000000000000000001, \"s\":\"\\u00e4\" , \"big\":"
                        + " 123456789012345678901234567890}";

        var answer =
                SERVICE.submit("{\"controller\":\"demo\",\"key\":\"raw\",\"spec\":" + spec + "}");

        assertThat(answer.body()).contains("\"spec\":" + spec);
    }

    @Test
    void null_counts_as_not_given() {
        SERVICE.submit(
                        """
                        {"controller": "demo", "key": null, "spec": null, "lane": null, "notBefore": null,
                         "delay": "1s", "deadline": null, "maxAttempts": null}
                        """)
                .hasStatus(202);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=ISO-8859-1",
        "application/x-ndjson",
        "application/*",
        "nonsense"
    })
    void another_content_type_is_refused_with_the_one_that_is_taken(String type) {
        var answer = SERVICE.post("/api/v1/tasks", type, "{\"controller\":\"demo\"}");

        answer.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(answer.header("Accept")).isEqualTo("application/json");
        assertThat(answer.text("/errors/0/header")).isEqualTo("Content-Type");
    }

    @Test
    void a_missing_content_type_is_refused() {
        SERVICE.send(SERVICE.request("/api/v1/tasks").POST(ofString("{\"controller\":\"demo\"}")))
                .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void json_with_a_charset_of_utf_8_or_a_byte_order_mark_is_taken() {
        SERVICE.post(
                        "/api/v1/tasks",
                        "application/json; charset=utf-8",
                        "{\"controller\":\"demo\"}")
                .hasStatus(202);
        SERVICE.submit("\uFEFF{\"controller\":\"demo\"}").hasStatus(202);
    }

    @Test
    void a_compressed_body_is_refused() {
        SERVICE.send(json().header("Content-Encoding", "gzip").POST(ofString("x")))
                .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        var body = "{\"controller\":\"demo\",\"spec\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(
                        SERVICE.send(json().POST(ofByteArray(body)))
                                .isProblem(ProblemType.BAD_REQUEST)
                                .text("/detail"))
                .contains("UTF-8");
        SERVICE.send(
                        json().POST(
                                        ofByteArray(
                                                "{\"controller\":\"demo\"}"
                                                        .getBytes(StandardCharsets.UTF_16))))
                .isProblem(ProblemType.BAD_REQUEST);
    }

    @Test
    void a_full_backlog_is_answered_with_429_and_when_to_come_again() {
        SERVICE.submit("{\"controller\":\"full\",\"key\":\"a\"}").hasStatus(202);

        var answer = SERVICE.submit("{\"controller\":\"full\",\"key\":\"b\"}");

        answer.isProblem(ProblemType.BACKLOG_FULL);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.text("/detail")).contains("backlog-limit of 1");
        SERVICE.submit("{\"controller\":\"full\",\"key\":\"a\"}").hasStatus(202);
    }

    @Test
    void a_store_that_is_away_is_answered_with_503_and_when_to_come_again() {
        SERVICE.away = true;
        try {
            var answer = SERVICE.submit("{\"controller\":\"demo\"}");

            answer.isProblem(ProblemType.STORE_AWAY);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        } finally {
            SERVICE.away = false;
        }
    }

    @Test
    void a_deadline_given_twice_as_the_same_duration_is_the_same() {
        var body = "{\"controller\":\"demo\",\"key\":\"d\",\"deadline\":\"10m\"}";
        SERVICE.submit(body);
        SERVICE.turn(Duration.ofSeconds(1));

        assertThat(SERVICE.submit(body).text("/effect")).isEqualTo("coalesced");
    }

    @Test
    void a_far_time_is_taken() {
        var answer =
                SERVICE.submit(
                        "{\"controller\":\"demo\",\"notBefore\":\"9999-12-31t23:59:59.123456789+00:00\"}");

        assertThat(answer.hasStatus(202).text("/nextAttemptAt"))
                .isEqualTo("9999-12-31T23:59:59.123Z");
    }

    private static HttpRequest.Builder json() {
        return SERVICE.request("/api/v1/tasks").header("Content-Type", "application/json");
    }
}
