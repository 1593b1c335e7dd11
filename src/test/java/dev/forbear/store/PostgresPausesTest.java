package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Pause;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of pauses by several who ask at the same time; nobody connects. */
class PostgresPausesTest {

    private static final Map<String, Pause> PAUSED =
            Map.of("c", new Pause(Instant.EPOCH, "ann", null));

    private final AtomicLong nanos = new AtomicLong();
    private final PostgresPauses pauses =
            new PostgresPauses(
                    new PostgresDatabase(new PGSimpleDataSource()),
                    new StoreClock(nanos::incrementAndGet));

    @Test
    void what_was_asked_for_later_is_not_forgotten_for_a_slow_answer_of_before() {
        var slow = pauses.asking();
        pauses.answered(pauses.asking(), PAUSED);

        pauses.answered(slow, Map.of());

        assertThat(pauses.present()).isEqualTo(PAUSED);
    }

    @Test
    void a_later_answer_counts() {
        pauses.answered(pauses.asking(), PAUSED);

        pauses.answered(pauses.asking(), Map.of());

        assertThat(pauses.present()).isEmpty();
    }
}
