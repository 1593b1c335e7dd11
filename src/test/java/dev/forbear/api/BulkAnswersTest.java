package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.api.BulkIntake.Result;
import dev.forbear.task.Effect;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

class BulkAnswersTest {

    private static final int MIB = 1024 * 1024;

    /** What is said of a line that is wrong all over, about 2 KB. */
    private static final Result REFUSED =
            new Result.Refused(
                    new Problem(
                            ProblemType.INVALID,
                            "d".repeat(200),
                            Collections.nCopies(
                                    5, Problem.Fault.pointer("/" + "x".repeat(249), "no field"))));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BulkAnswers answers = new BulkAnswers(out);

    private List<JsonNode> lines() {
        return out.toString(UTF_8).lines().map(new JsonMapper()::readTree).toList();
    }

    @Test
    void what_is_kept_back_is_bounded_however_much_is_wrong_with_the_lines() throws IOException {
        for (var i = 1; i <= BulkAnswers.AT_THE_END; i++) {
            answers.line(i, REFUSED);
        }
        assertThat(out.size()).as("nothing is out yet").isZero();
        answers.close();

        assertThat(out.size()).isBetween(MIB, 4 * MIB);
        var lines = lines();
        assertThat(lines).hasSize(BulkAnswers.AT_THE_END);
        assertThat(lines.getFirst().at("/problem/errors")).hasSize(5);
        var last = lines.getLast();
        assertThat(last.path("line").asInt()).isEqualTo(BulkAnswers.AT_THE_END);
        assertThat(last.path("status").asInt()).isEqualTo(422);
        assertThat(last.at("/problem/type").asString()).isEqualTo("/problems/invalid");
        assertThat(last.path("problem").has("errors")).isFalse();
        assertThat(last.at("/problem/detail").asString()).hasSize(100).endsWith("…");
    }

    @Test
    void what_was_taken_is_always_told_in_full() throws IOException {
        for (var i = 1; i < BulkAnswers.AT_THE_END; i++) {
            answers.line(i, REFUSED);
        }
        answers.line(BulkAnswers.AT_THE_END, new Result.Taken("k", Effect.CREATED));
        answers.close();

        assertThat(lines().getLast().toString())
                .isEqualTo("{\"line\":10000,\"status\":202,\"effect\":\"created\",\"key\":\"k\"}");
    }

    @Test
    void once_they_stream_they_are_told_in_full_again() throws IOException {
        for (var i = 1; i <= BulkAnswers.AT_THE_END + 1; i++) {
            answers.line(i, REFUSED);
        }
        answers.close();

        assertThat(lines().getLast().at("/problem/errors")).hasSize(5);
    }
}
