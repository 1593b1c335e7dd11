package dev.forbear.breaking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.FaultKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class RecordsTest {

    private static final List<Fact> ONE_OF_EACH =
            List.of(
                    new Fact.Began(0, "sqlite", 1, 0, 2, 3, 0.25),
                    new Fact.Started(1, "a-1"),
                    new Fact.Gone(2, "a-1"),
                    new Fact.Broken(3, 1, FaultKind.KILL, "a-1", ""),
                    new Fact.Mended(4, 1),
                    new Fact.Accepted(5, 4, "k", "u", 1, "created", 7),
                    new Fact.Operated(6, 5, "cancel", "k", 1),
                    new Fact.Unclear(7, 6, "retry", "k", "503"),
                    new Fact.Refused(8, "retry", "k", 409),
                    new Fact.CallBegun(9, 1, "k", "u", 1, 1, 3, "a-1", 7),
                    new Fact.CallEnded(10, 1, 200),
                    new Fact.Overdue(11, 5, "k"),
                    new Fact.Counted(12, "a-1", Map.of("FAILED", 1L), Map.of("FAILED", 1L)),
                    new Fact.Left(
                            13,
                            "k",
                            "u",
                            1,
                            "FAILED",
                            "CRASHED",
                            1,
                            3,
                            List.of(new Fact.Past(1, 1, "crashed"))));

    @Test
    void what_is_recorded_can_be_read_again(@TempDir Path folder) throws Exception {
        var file = folder.resolve("records.ndjson");
        try (var records = new Records(file)) {
            ONE_OF_EACH.forEach(fact -> records.add(_ -> fact));
            assertThat(records.all()).isEqualTo(ONE_OF_EACH);
        }

        assertThat(Records.read(file)).isEqualTo(ONE_OF_EACH);
        assertThat(ONE_OF_EACH)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.asList(Fact.class.getPermittedSubclasses()));
    }
}
