package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.http.HttpRequest.BodyPublishers.ofString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** What a submission with an Idempotency-Key does the first time, and when it comes again. */
class IdempotencyKeyTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static Answer submit(String key, String body) {
        return submit(key, "ci", body);
    }

    private static Answer submit(String key, String caller, String body) {
        return SERVICE.send(
                SERVICE.request("/api/v1/tasks")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .header("Caller", caller)
                        .POST(ofString(body)));
    }

    private static String task(String key, String more) {
        return "{\"controller\":\"demo\",\"key\":\"" + key + "\"" + more + "}";
    }

    @Test
    void the_same_again_gets_the_first_effect_and_the_task_as_it_is_and_does_nothing() {
        var body = task("a", ",\"spec\":{\"failTimes\":1}");
        var first = submit("1", body).hasStatus(202);
        assertThat(first.text("/effect")).isEqualTo("created");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        SERVICE.pass();

        var again = submit("1", body).hasStatus(202);

        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo("/api/v1/tasks/demo/a");
        assertThat(again.text("/effect")).isEqualTo("created");
        assertThat(again.text("/state")).isEqualTo("BACKING_OFF");
        assertThat(again.json().path("history")).hasSize(1);
        assertThat(again.json().path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void a_task_whose_key_the_server_made_is_not_made_again() {
        var before = SERVICE.stored();
        var body = "{\"controller\":\"demo\"}";

        var key = submit("made", body).text("/key");

        assertThat(submit("made", body).text("/key")).isEqualTo(key);
        assertThat(SERVICE.stored()).isEqualTo(before + 1);
    }

    @Test
    void what_is_equal_as_json_is_the_same_body() {
        submit("json", task("j", ",\"spec\":{\"a\":1,\"b\":\"x\"}"));

        var again =
                "{\"spec\" : {\"b\":\"\\u0078\", \"a\":1.0},\"key\":\"j\",\"controller\":\"demo\"}";

        assertThat(submit("json", again).header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void another_body_is_refused_and_does_nothing() {
        submit("other", task("o", ""));

        var answer = submit("other", task("o", ",\"delay\":\"5s\""));

        answer.isProblem(ProblemType.INVALID);
        assertThat(answer.text("/errors/0/header")).isEqualTo("Idempotency-Key");
        assertThat(answer.text("/detail")).contains("another body", "24 hours");
        assertThat(SERVICE.get("/api/v1/tasks/demo/o").text("/generation")).isEqualTo("1");
    }

    @Test
    void each_api_key_has_its_own() {
        submit("shared", "ann", task("s:ann", "")).hasStatus(202);

        var bob = submit("shared", "bob", task("s:bob", "")).hasStatus(202);

        assertThat(bob.text("/effect")).isEqualTo("created");
        assertThat(bob.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void what_was_refused_leaves_no_trace() {
        submit("mended", task("m", ",\"delay\":\"soon\"")).isProblem(ProblemType.INVALID);
        submit("mended", "{\"controller\":\"nope\"}").isProblem(ProblemType.UNKNOWN_CONTROLLER);
        submit("mended", "not JSON").isProblem(ProblemType.BAD_REQUEST);
        SERVICE.submit("{\"controller\":\"full\",\"key\":\"there\"}");
        submit("mended", "{\"controller\":\"full\",\"key\":\"new\"}")
                .isProblem(ProblemType.BACKLOG_FULL);

        assertThat(submit("mended", task("m", "")).text("/effect")).isEqualTo("created");
    }

    @Test
    void what_would_be_refused_now_is_answered_as_it_was_accepted() {
        var deadline = SERVICE.now.plusSeconds(60);
        var body = task("late", ",\"deadline\":\"" + deadline + "\"");
        submit("late", body).hasStatus(202);
        SERVICE.turn(Duration.ofMinutes(2));

        var again = submit("late", body).hasStatus(202);

        assertThat(again.text("/effect")).isEqualTo("created");
        SERVICE.submit(body).isProblem(ProblemType.INVALID);
        submit("late", task("late", ",\"deadline\":\"soon\"")).isProblem(ProblemType.INVALID);
    }

    @Test
    void a_body_that_no_parser_should_trust_is_never_taken_for_the_first() {
        submit("twice", task("t", ",\"spec\":{\"a\":2}")).hasStatus(202);

        var answer = submit("twice", task("t", ",\"spec\":{\"a\":1,\"a\":2}"));

        answer.isProblem(ProblemType.INVALID);
        assertThat(answer.pointers()).containsExactly("/spec/a");
    }

    @Test
    void of_a_task_that_has_been_deleted_it_is_said_that_it_was_there() {
        try (var service = new ApiService()) {
            var request =
                    service.request("/api/v1/tasks")
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "gone")
                            .POST(ofString(task("gone", "")));
            service.send(request).hasStatus(202);
            service.pass();
            service.turn(Duration.ofHours(2));
            service.deleteEnded("demo");
            service.get("/api/v1/tasks/demo/gone").isProblem(ProblemType.NOT_FOUND);

            var again = service.send(request);

            again.isProblem(ProblemType.NOT_FOUND);
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.text("/detail")).contains("demo/gone", "deleted", "nothing was done");
            assertThat(service.stored()).isZero();

            service.turn(Duration.ofHours(22));
            assertThat(service.send(request).hasStatus(202).text("/effect")).isEqualTo("created");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "caf\u00e9", "LONG"})
    void a_key_that_is_none_is_refused(String key) {
        var head =
                "POST /api/v1/tasks HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Connection: close\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: 21\r\n"
                        + "Idempotency-Key: "
                        + (key.equals("LONG") ? "k".repeat(256) : key)
                        + "\r\n\r\n{\"controller\":\"demo\"}";

        assertThat(SERVICE.raw(head)).startsWith("HTTP/1.1 400").contains("\"Idempotency-Key\"");
    }

    @Test
    void two_keys_are_refused() {
        var answer =
                SERVICE.send(
                        SERVICE.request("/api/v1/tasks")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "a")
                                .header("Idempotency-Key", "b")
                                .POST(ofString(task("two", ""))));

        answer.isProblem(ProblemType.BAD_REQUEST);
        assertThat(answer.text("/errors/0/header")).isEqualTo("Idempotency-Key");
    }

    @Test
    void a_hundred_at_the_same_time_make_one_task() throws Exception {
        var before = SERVICE.stored();
        var posts = new ArrayList<Callable<Answer>>();
        for (var i = 0; i < 100; i++) {
            posts.add(() -> submit("race", "{\"controller\":\"demo\"}"));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(posts).stream().map(done -> done.resultNow()).toList();

            assertThat(answers)
                    .allMatch(answer -> answer.hasStatus(202).text("/effect").equals("created"));
            assertThat(answers)
                    .extracting(answer -> answer.text("/key"))
                    .containsOnly(answers.getFirst().text("/key"));
            assertThat(answers)
                    .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
                    .hasSize(1);
        }
        assertThat(SERVICE.stored()).isEqualTo(before + 1);
    }
}
