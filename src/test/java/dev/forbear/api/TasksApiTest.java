package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.forbear.engine.TaskEvent;
import dev.forbear.task.TaskId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

class TasksApiTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static String submitted(String key, String spec) {
        return SERVICE.submit(
                        "{\"controller\":\"demo\",\"key\":\"%s\",\"spec\":%s}".formatted(key, spec))
                .hasStatus(202)
                .header("Location");
    }

    @Test
    void a_failing_task_shows_its_attempts_its_last_error_and_what_it_waits_for() {
        var place = submitted("failing", "{\"failTimes\":5,\"error\":\"no \\\"luck\\\"\"}");
        SERVICE.pass();
        SERVICE.turn(Duration.ofSeconds(1));
        SERVICE.pass();

        var task = SERVICE.get(place).hasStatus(200).json();

        assertThat(task.path("state").asString()).isEqualTo("BACKING_OFF");
        assertThat(task.path("attempts").asInt()).isEqualTo(2);
        assertThat(task.path("maxAttempts").asInt()).isEqualTo(10);
        assertThat(task.at("/waitingFor/reason").asString()).isEqualTo("backoff");
        assertThat(task.at("/waitingFor/until")).isEqualTo(task.path("nextAttemptAt"));
        assertThat(task.at("/lastError/message").asString()).isEqualTo("no \"luck\"");
        assertThat(task.at("/lastError/fingerprint").asString()).isEqualTo("ab12cd34ef56");
        assertThat(task.path("history")).hasSize(2);
        var first = task.at("/history/0");
        assertThat(first.propertyNames())
                .containsExactly(
                        "generation",
                        "n",
                        "startedAt",
                        "durationMs",
                        "outcome",
                        "error",
                        "nextDelayMs");
        assertThat(first.path("n").asInt()).isEqualTo(1);
        assertThat(first.path("outcome").asString()).isEqualTo("failed");
        assertThat(first.path("nextDelayMs").asInt()).isEqualTo(1_000);
        assertThat(task.at("/history/1/nextDelayMs").asInt()).isEqualTo(2_000);
    }

    @Test
    void a_task_that_is_given_up_shows_why() {
        SERVICE.submit(
                "{\"controller\":\"demo\",\"key\":\"up\",\"maxAttempts\":1,\"spec\":{\"failTimes\":9}}");
        SERVICE.pass();

        var task = SERVICE.get("/api/v1/tasks/demo/up").json();

        assertThat(task.path("state").asString()).isEqualTo("FAILED");
        assertThat(task.path("terminalReason").asString()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(task.at("/history/0/outcome").asString()).isEqualTo("terminal");
        assertThat(task.at("/history/0/nextDelayMs").isNull()).isTrue();
        assertThat(task.has("nextAttemptAt")).isFalse();
        assertThat(task.has("waitingFor")).isFalse();
    }

    @Test
    void nobody_knows_how_long_an_attempt_ran_whose_process_died() {
        try (var service = new ApiService()) {
            service.submit("{\"controller\":\"demo\",\"key\":\"k\"}").hasStatus(202);
            service.diesDuring("demo");

            var attempt = service.get("/api/v1/tasks/demo/k").json().at("/history/0");

            assertThat(attempt.path("outcome").asString()).isEqualTo("crashed");
            assertThat(attempt.path("durationMs").isNull()).isTrue();
        }
    }

    @Test
    void a_clean_first_run_leaves_no_history_and_no_error() {
        var place = submitted("clean", "{}");
        SERVICE.pass();

        var task = SERVICE.get(place).json();

        assertThat(task.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(task.path("history")).isEmpty();
        assertThat(task.has("lastError")).isFalse();
        assertThat(task.path("lane").isNull()).isTrue();
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertThat(
                        SERVICE.get("/api/v1/tasks/demo/nothing")
                                .isProblem(ProblemType.NOT_FOUND)
                                .body())
                .contains("demo/nothing");
        assertThat(
                        SERVICE.get("/api/v1/tasks/nope/nothing")
                                .isProblem(ProblemType.UNKNOWN_CONTROLLER)
                                .body())
                .contains("known are");
        SERVICE.delete("/api/v1/tasks/demo/nothing").isProblem(ProblemType.NOT_FOUND);
        SERVICE.post("/api/v1/tasks/demo/nothing/retry").isProblem(ProblemType.NOT_FOUND);
        SERVICE.get("/api/v1/tasks/demo/nothing/plan").isProblem(ProblemType.NOT_FOUND);
    }

    @Test
    void a_key_in_the_path_that_can_be_none_is_refused_with_the_rule() {
        var answer = SERVICE.get("/api/v1/tasks/demo/a%20b").isProblem(ProblemType.BAD_REQUEST);

        assertThat(answer.text("/errors/0/parameter")).isEqualTo("key");
        assertThat(answer.text("/errors/0/detail")).contains("1 to 200 of", "U+0020 at index 1");
        SERVICE.get("/api/v1/tasks/demo/" + "k".repeat(201)).isProblem(ProblemType.BAD_REQUEST);
    }

    @Test
    void an_escaped_key_is_the_key() {
        submitted("a:b", "{}");

        assertThat(SERVICE.get("/api/v1/tasks/demo/a%3Ab").hasStatus(200).text("/key"))
                .isEqualTo("a:b");
    }

    @Test
    void a_slash_in_a_key_is_answered_with_the_hint_to_use_a_colon() {
        assertThat(
                        SERVICE.get("/api/v1/tasks/demo/a/b")
                                .isProblem(ProblemType.NO_SUCH_ROUTE)
                                .body())
                .contains("use :");
    }

    @Test
    void cancelling_answers_the_cancelled_task_and_an_ended_one_cannot_be() {
        var place = submitted("c", "{}");

        assertThat(SERVICE.delete(place).hasStatus(200).text("/state")).isEqualTo("CANCELLED");
        var again = SERVICE.delete(place).isProblem(ProblemType.CONFLICT);
        assertThat(again.text("/detail"))
                .contains("demo/c is CANCELLED and cannot be cancelled; it has ended");
    }

    @Test
    void a_retry_cuts_a_backoff_short_and_keeps_its_attempts() {
        var place = submitted("r", "{\"failTimes\":5}");
        SERVICE.pass();

        var task = SERVICE.post(place + "/retry").hasStatus(202).json();

        assertThat(task.path("state").asString()).isEqualTo("BACKING_OFF");
        assertThat(task.path("attempts").asInt()).isEqualTo(1);
        assertThat(task.has("waitingFor")).as("it is about to start").isFalse();
    }

    @Test
    void a_plan_says_whether_it_holds_and_what_ends_it() {
        SERVICE.submit(
                        "{\"controller\":\"demo\",\"key\":\"pl\",\"deadline\":\"30s\",\"delay\":\"20s\"}")
                .hasStatus(202);
        SERVICE.post("/api/v1/controllers/demo/pause").hasStatus(200);

        var plan = SERVICE.get("/api/v1/tasks/demo/pl/plan").hasStatus(200).json();
        SERVICE.post("/api/v1/controllers/demo/resume").hasStatus(200);

        assertThat(plan.path("paused").asBoolean()).isTrue();
        assertThat(plan.has("deadline")).isTrue();
        assertThat(plan.path("givesUpBecause").asString()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(SERVICE.get("/api/v1/tasks/demo/pl/plan").json().path("paused").asBoolean())
                .isFalse();
    }

    @Test
    void a_cancel_takes_no_reason() {
        var place = submitted("cr", "{}");
        var cancel =
                SERVICE.request(place)
                        .header("Content-Type", "application/json")
                        .method("DELETE", BodyPublishers.ofString("{\"reason\":\"x\"}"));

        assertThat(SERVICE.send(cancel).detailAt("/reason")).contains("takes none");
        SERVICE.delete(place).hasStatus(200);
    }

    @Test
    void a_path_without_a_key_is_told_where_the_list_is() {
        assertThat(
                        SERVICE.get("/api/v1/tasks/demo")
                                .isProblem(ProblemType.NO_SUCH_ROUTE)
                                .text("/detail"))
                .contains("?controller=");
    }

    @Test
    void a_retry_takes_an_empty_object_and_nothing_else() {
        var place = submitted("rb", "{}");

        SERVICE.post(place + "/retry", "{}").hasStatus(202);
        assertThat(SERVICE.post(place + "/retry", "{\"force\":true}").pointers())
                .containsExactly("/force");
        SERVICE.post(place + "/retry", "{").isProblem(ProblemType.BAD_REQUEST);
        SERVICE.post(place + "/retry", "text/plain", "{}")
                .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        SERVICE.post(place + "/retry", " ".repeat(1024 * 1024 + 1))
                .isProblem(ProblemType.TOO_LARGE);
    }

    @Test
    void a_succeeded_task_cannot_be_retried() {
        var place = submitted("rs", "{}");
        SERVICE.pass();

        assertThat(SERVICE.post(place + "/retry").isProblem(ProblemType.CONFLICT).text("/detail"))
                .contains("SUCCEEDED");
    }

    @Test
    void the_caller_s_name_comes_with_the_event_of_his_call() throws Exception {
        var place = submitted("by", "{}");
        var by = new java.util.concurrent.CompletableFuture<TaskEvent>();
        var watched = new TaskId("demo", "by");
        try (var _ = SERVICE.watchers.watch(watched, () -> {})) {
            SERVICE.events.add(event -> {
                if (event instanceof TaskEvent.Operated) {
                    by.complete(event);
                }
            });
            SERVICE.send(SERVICE.request(place).header("Caller", "alice").DELETE()).hasStatus(200);
        }
        assertThat(by.get(10, SECONDS))
                .isInstanceOfSatisfying(
                        TaskEvent.Operated.class,
                        event -> {
                            assertThat(event.by()).isEqualTo("alice");
                            assertThat(event.action()).isEqualTo("cancel");
                        });
    }

    @Test
    void the_plan_of_a_waiting_task_begins_when_it_is_due() {
        var place = submitted("plan", "{\"failTimes\":5}");
        SERVICE.pass();

        var plan = SERVICE.get(place + "/plan").hasStatus(200).json();

        assertThat(plan.path("state").asString()).isEqualTo("BACKING_OFF");
        assertThat(plan.path("attempts")).hasSize(9);
        var second = plan.at("/attempts/0");
        assertThat(second.path("number").asInt()).isEqualTo(2);
        assertThat(second.path("nominalDelay").asString()).isEqualTo("PT1S");
        assertThat(second.path("earliest")).isEqualTo(second.path("latest"));
        assertThat(plan.at("/attempts/1/nominalDelay").asString()).isEqualTo("PT2S");
        assertThat(plan.at("/attempts/8/latest")).isEqualTo(plan.path("givesUpLatest"));
        assertThat(plan.path("givesUpAt").asString()).isNotEmpty();
    }

    @Test
    void the_plan_of_an_ended_task_is_empty() {
        var place = submitted("ended", "{}");
        SERVICE.pass();

        var plan = SERVICE.get(place + "/plan").hasStatus(200).json();

        assertThat(plan.path("attempts")).isEmpty();
        assertThat(plan.has("givesUpAt")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wait=51s             | wait  | up to 50s
                    wait=PT51S           | wait  | up to 50s
                    wait=-1s             | wait  | up to 50s
                    wait=                | wait  | up to 50s
                    wait=30              | wait  | such as 30s
                    until=ended          | until | needs wait
                    wait=1s&until=over   | until | must be ended
                    wait=1s&wait=2s      | wait  | given twice
                    wiat=1s              | wiat  | did you mean wait?
                    wait=%zz             | ''    | ''
                    wait=%c3%28          | wait  | up to 50s
                    """)
    void a_wrong_query_is_refused_and_the_parameter_named(
            String query, String parameter, String detail) {
        var place = submitted("q", "{}");
        if (query.contains("%zz")) {
            assertThat(SERVICE.raw("GET " + place + "?" + query + " HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");
            return;
        }

        var answer = SERVICE.get(place + "?" + query).isProblem(ProblemType.BAD_REQUEST);

        assertThat(answer.text("/errors/0/parameter")).isEqualTo(parameter);
        assertThat(answer.text("/errors/0/detail")).contains(detail);
    }
}
