package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@ExtendWith(OutputCaptureExtension.class)
class BulkApiTest {

    private static final String BULK = "/api/v1/tasks/bulk";
    private static final String NDJSON = "application/x-ndjson";
    private static final ApiService SERVICE =
            new ApiService(new Limits(1_000, 2, Duration.ofMillis(50)));

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static String line(String key) {
        return "{\"controller\":\"demo\",\"key\":\"" + key + "\",\"delay\":\"1h\"}";
    }

    private static List<JsonNode> submitted(String body) {
        return SERVICE.post(BULK, NDJSON, body).hasStatus(200).lines();
    }

    @Test
    void each_line_is_answered_in_order_and_bad_ones_fail_alone() {
        var answers =
                submitted(
                        """
                        {"controller":"demo","key":"b1"}
                        {"controller":"demo","key":"b/2"}
                        {"controller":"demo"

                        {"controller":"nope","key":"b5"}
                        {"controller":"demo","key":"b1"}\r
                           \t
                        {"controller":"demo","spec":{"failTimes":"x"}}\
                        """);

        assertThat(answers)
                .extracting(a -> a.path("line").asInt() + " " + a.path("status").asInt())
                .containsExactly("1 202", "2 422", "3 400", "5 404", "6 202", "8 422");
        assertThat(answers.getFirst().toString())
                .isEqualTo("{\"line\":1,\"status\":202,\"effect\":\"created\",\"key\":\"b1\"}");
        assertThat(answers.get(1).at("/problem/errors/0/pointer").asString()).isEqualTo("/key");
        assertThat(answers.get(4).path("effect").asString()).isEqualTo("coalesced");
        assertThat(answers.get(5).at("/problem/errors/0/pointer").asString())
                .isEqualTo("/spec/failTimes");
    }

    @Test
    void of_10_000_lines_with_10_bad_ones_9_990_are_stored() {
        var before = SERVICE.stored();
        var body =
                IntStream.rangeClosed(1, 10_000)
                        .mapToObj(i ->
                                i % 1_000 == 0
                                        ? "{\"controller\":\"demo\",\"keey\":1}"
                                        : line("t:" + i))
                        .collect(Collectors.joining("\n"));

        var answers = submitted(body);

        assertThat(answers).hasSize(10_000);
        assertThat(answers.stream().filter(a -> a.path("status").asInt() == 202)).hasSize(9_990);
        assertThat(answers.get(999).path("status").asInt()).isEqualTo(422);
        assertThat(SERVICE.stored()).isEqualTo(before + 9_990);
    }

    @Test
    void a_problem_does_not_say_line_1_of_each_line() {
        var answers = submitted(line("m1") + "\n{\n{\"controller\": demo}");

        assertThat(answers.get(1).at("/problem/detail").asString())
                .contains("not JSON at column 2")
                .doesNotContain("line");
        assertThat(answers.get(2).at("/problem/errors/0/detail").asString())
                .contains("not JSON at column")
                .doesNotContain("line");
    }

    @Test
    void a_line_without_a_key_is_answered_with_the_one_that_was_made() {
        var key = submitted("{\"controller\":\"demo\"}").getFirst().path("key").asString();

        SERVICE.get("/api/v1/tasks/demo/" + key).hasStatus(200);
    }

    @Test
    void an_empty_body_is_answered_with_no_lines() {
        assertThat(submitted("")).isEmpty();
        assertThat(submitted("\n\n \n")).isEmpty();
    }

    @Test
    void a_line_has_at_most_256_kib_and_the_next_is_taken() {
        var long_ = "{\"controller\":\"demo\",\"spec\":\"" + "x".repeat(256 * 1024) + "\"}";

        var answers = submitted(long_ + "\n" + line("after-long") + "\n" + long_);

        assertThat(answers)
                .extracting(a -> a.path("status").asInt())
                .containsExactly(413, 202, 413);
        assertThat(answers.getFirst().at("/problem/detail").asString()).contains("256 KiB");
    }

    @Test
    void a_line_with_a_spec_over_its_limit_is_answered_as_a_single_one_is() {
        var answers =
                submitted("{\"controller\":\"demo\",\"spec\":\"" + "x".repeat(70_000) + "\"}");

        assertThat(answers.getFirst().path("status").asInt()).isEqualTo(413);
        assertThat(answers.getFirst().at("/problem/errors/0/pointer").asString())
                .isEqualTo("/spec");
    }

    @Test
    void a_line_that_is_no_utf_8_fails_alone() {
        var body = "{\"controller\":\"demo\",\"spec\":{\"a\":\"ä\"}}\n".getBytes(ISO_8859_1);

        var answer =
                SERVICE.send(
                        SERVICE.request(BULK)
                                .header("Content-Type", NDJSON)
                                .POST(
                                        BodyPublishers.concat(
                                                BodyPublishers.ofByteArray(body),
                                                BodyPublishers.ofString(line("utf")))));

        assertThat(answer.lines())
                .extracting(a -> a.path("status").asInt())
                .containsExactly(400, 202);
    }

    @Test
    void a_full_backlog_refuses_line_by_line() {
        var answers = submitted("{\"controller\":\"full\"}\n{\"controller\":\"full\"}\n");

        assertThat(answers).extracting(a -> a.path("status").asInt()).containsExactly(202, 429);
    }

    @Test
    void a_store_that_is_away_refuses_line_by_line() {
        SERVICE.away = true;
        try {
            var answers = submitted(line("s1") + "\n" + line("s2"));

            assertThat(answers).extracting(a -> a.path("status").asInt()).containsExactly(503, 503);
            assertThat(answers.getFirst().at("/problem/type").asString())
                    .isEqualTo("/problems/store-away");
        } finally {
            SERVICE.away = false;
        }
    }

    @Test
    void only_ndjson_is_taken_and_no_idempotency_key() {
        var answer = SERVICE.post(BULK, "application/json", line("j"));
        answer.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(answer.header("Accept")).isEqualTo(NDJSON);
        var withKey =
                SERVICE.send(
                        SERVICE.request(BULK)
                                .header("Content-Type", NDJSON)
                                .header("Idempotency-Key", "k")
                                .POST(BodyPublishers.ofString(line("j"))));
        withKey.isProblem(ProblemType.BAD_REQUEST);
        assertThat(withKey.text("/errors/0/header")).isEqualTo("Idempotency-Key");
        assertThat(withKey.text("/detail")).contains("single submissions");
    }

    @Test
    void above_10_000_lines_each_is_answered_while_the_caller_still_writes() throws IOException {
        try (var dialogue = new Dialogue(SERVICE.port())) {
            for (var i = 1; i <= 10_000; i++) {
                dialogue.chunk(line("d:" + i) + "\n");
            }
            for (var i = 10_001; i <= 10_003; i++) {
                dialogue.chunk(line("d:" + i) + "\n");
                if (i == 10_001) {
                    for (var answered = 1; answered <= 10_000; answered++) {
                        assertThat(dialogue.answer().path("line").asInt()).isEqualTo(answered);
                    }
                }
                assertThat(dialogue.answer().path("line").asInt()).isEqualTo(i);
            }
            dialogue.end();
        }
    }

    @Test
    void what_a_caller_sent_before_he_went_away_is_submitted_and_nothing_stays_behind()
            throws IOException {
        try (var dialogue = new Dialogue(SERVICE.port())) {
            dialogue.chunk(line("gone:1") + "\n");
        }

        await().until(() ->
                SERVICE.queue
                        .find(new TaskId("demo", "gone:1"))
                        .map(s -> s.task().state().kind() == Kind.QUEUED)
                        .orElse(false));
        await().until(() -> SERVICE.post(BULK, NDJSON, line("next")).status() == 200);
    }

    @Test
    void no_more_than_the_limit_are_under_way_and_the_next_is_told_to_come_again()
            throws IOException {
        try (var first = new Dialogue(SERVICE.port());
                var second = new Dialogue(SERVICE.port())) {
            first.chunk(line("first") + "\n");
            second.chunk(line("second") + "\n");
            await().until(() ->
                    SERVICE.queue.find(new TaskId("demo", "first")).isPresent()
                            && SERVICE.queue.find(new TaskId("demo", "second")).isPresent());

            var answer = SERVICE.post(BULK, NDJSON, line("third"));

            answer.isProblem(ProblemType.TOO_MANY_REQUESTS);
            assertThat(answer.header("Retry-After")).isEqualTo("10");
            first.end();
            second.end();
            assertThat(first.answer().path("status").asInt()).isEqualTo(202);
            assertThat(second.answer().path("status").asInt()).isEqualTo(202);
        }
    }

    @Test
    void a_fault_of_ours_that_all_lines_meet_is_logged_once(CapturedOutput output) {
        SERVICE.fault = new IllegalStateException("secret");
        try {
            var answers = submitted((line("f") + "\n").repeat(100));

            assertThat(answers).hasSize(100).allMatch(a -> a.path("status").asInt() == 500);
            assertThat(answers.toString()).doesNotContain("secret");
            assertThat(output).containsOnlyOnce("failed by a fault of ours");
        } finally {
            SERVICE.fault = null;
        }
    }

    @Test
    void the_last_of_many_lines_for_one_key_wins() {
        var body =
                IntStream.range(0, 500)
                        .mapToObj(i ->
                                "{\"controller\":\"demo\",\"key\":\"same\",\"spec\":{\"i\":"
                                        + i
                                        + "}}")
                        .collect(Collectors.joining("\n"));

        var effects = new HashMap<String, Integer>();
        submitted(body).forEach(a -> effects.merge(a.path("effect").asString(), 1, Integer::sum));

        assertThat(effects).containsEntry("created", 1).containsEntry("replaced", 499);
        assertThat(SERVICE.get("/api/v1/tasks/demo/same").text("/spec/i")).isEqualTo("499");
    }

    @Test
    void submissions_from_several_callers_go_on_side_by_side() {
        var before = SERVICE.stored();

        var calls =
                IntStream.range(0, 2)
                        .mapToObj(c ->
                                CompletableFuture.supplyAsync(() ->
                                        submitted(
                                                IntStream.range(0, 2_000)
                                                        .mapToObj(i -> line("p" + c + ":" + i))
                                                        .collect(Collectors.joining("\n")))))
                        .toList();

        calls.forEach(call -> assertThat(call.join()).hasSize(2_000));
        assertThat(SERVICE.stored()).isEqualTo(before + 4_000);
    }
}
