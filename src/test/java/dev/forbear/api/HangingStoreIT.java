package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A store that never answers: in real time, for that is what its callers wait. */
@Timeout(60)
class HangingStoreIT {

    @Test
    void a_submission_is_answered_within_seconds_all_the_same_single_or_in_bulk() {
        try (var service = new ApiService()) {
            service.hangs = true;
            var line = "{\"controller\":\"demo\",\"key\":\"%s\"}\n";

            var answers =
                    Stream.<Supplier<Answer>>of(
                                    () -> service.submit(line.formatted("a")),
                                    () ->
                                            service.post(
                                                    BulkApi.PATH,
                                                    "application/x-ndjson",
                                                    line.formatted("b") + line.formatted("c")))
                            .parallel()
                            .map(Supplier::get)
                            .toList();

            answers.getFirst().isProblem(ProblemType.STORE_AWAY);
            assertThat(answers.getFirst().header("Retry-After")).isNotEmpty();
            var lines = List.of(answers.getLast().body().split("\n"));
            assertThat(lines).hasSize(2).allMatch(text -> text.contains("\"status\":503"));
        }
    }
}
