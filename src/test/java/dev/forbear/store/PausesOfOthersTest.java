package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.postgres.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How long a replica goes by what it knew of pauses, where another one changes them. */
@Tag("slow")
class PausesOfOthersTest {

    /** All have 2 s, and look once a second. */
    private static final Duration IN_TIME = Duration.ofMillis(1_500);

    private static final Duration IN_TIME_TO_RESUME = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private dev.forbear.postgres.PostgresDatabase database;
    private PostgresPauses here;
    private PostgresPauses there;

    @BeforeEach
    void make() {
        database = PostgresServer.shared().database();
        var pool = database.pool(4);
        PostgresCheck.prepare(pool);
        here = pauses(new PostgresDatabase(pool));
        there = pauses(new PostgresDatabase(pool));
    }

    private PostgresPauses pauses(PostgresDatabase on) {
        return new PostgresPauses(on, new StoreClock(nanos::get));
    }

    @AfterEach
    void leave() {
        database.close();
    }

    private Map<String, Pause> seenThereAfter(Duration time) {
        nanos.addAndGet(time.toNanos());
        return there.present();
    }

    @Test
    void a_pause_of_another_replica_is_known_in_time() {
        assertThat(there.present()).isEmpty();

        here.pause("c", "alice", "why");

        assertThat(seenThereAfter(IN_TIME))
                .hasEntrySatisfying("c", pause -> assertThat(pause.reason()).isEqualTo("why"));
    }

    @Test
    void one_that_another_replica_lifts_is_gone_in_time() {
        here.pause("c", "alice", "why");
        assertThat(there.present()).containsKey("c");

        here.resume("c");

        assertThat(seenThereAfter(IN_TIME_TO_RESUME)).isEmpty();
    }

    @Test
    void its_own_are_known_at_once() {
        assertThat(there.present()).isEmpty();

        there.pause("c", "alice", null);
        assertThat(there.present()).containsKey("c");

        there.resume("c");
        assertThat(there.present()).isEmpty();
    }
}
