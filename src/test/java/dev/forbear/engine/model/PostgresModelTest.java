package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.store.PostgresStores;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link QueueModelTest}, on a real PostgreSQL server, with one process and with three. */
@Tag("slow")
class PostgresModelTest {

    private static final int STEPS = Integer.getInteger("forbear.model.postgres.steps", 1_500);

    private PostgresDatabase database;

    @BeforeEach
    void make() {
        database = PostgresServer.shared().database();
        PostgresStores.migrate(database.pool(2));
    }

    @AfterEach
    void leave() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatever_happens_the_queue_is_as_the_contract_says(int nodes) {
        var seed = Long.getLong("forbear.seed", System.nanoTime());
        System.out.println("PostgresModelTest: -Dforbear.seed=" + seed + " replays this run");
        try (var history =
                new History(
                        seed, (time, random) -> new StoreDatabase(database, time, random, nodes))) {
            try {
                history.run(STEPS);
            } catch (Throwable e) {
                throw new AssertionError(
                        "replay with -Dforbear.seed="
                                + seed
                                + "; the last steps:\n"
                                + history.trail(),
                        e);
            }
            assertThat(history.done()).containsKeys(History.Step.SUBMIT, History.Step.DIE);
        }
    }
}
