package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.testkit.InMemory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Everything that can happen to a queue, by chance, on the real SQLite store and on a plain model
 * of the contract: after each step both must say the same. {@code -Dforbear.seed=} replays a run.
 */
@Tag("slow")
class QueueModelTest {

    private static final int STEPS = Integer.getInteger("forbear.model.steps", 10_000);

    @TempDir(factory = InMemory.class)
    Path folder;

    @Test
    void whatever_happens_the_queue_is_as_the_contract_says() {
        var seed = Long.getLong("forbear.seed", System.nanoTime());
        System.out.println("QueueModelTest: -Dforbear.seed=" + seed + " replays this run");
        try (var history = new History(seed, (time, _) -> new StoreFiles(folder, time))) {
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
            assertThat(history.done()).containsOnlyKeys(History.Step.values());
        }
    }
}
