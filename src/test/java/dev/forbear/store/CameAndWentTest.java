package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import dev.forbear.engine.TaskStore;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@Tag("slow")
class CameAndWentTest extends SqliteScene {

    @Test
    void nothing_is_left_of_100_000_tasks_that_came_and_went() {
        long pages = 0;
        for (var wave = 0; wave < 50; wave++) {
            pass(wave, 2_000);
            if (wave == 5) {
                pages = pages();
            }
        }

        for (var table : List.of("task", "run", "attempt")) {
            assertThat(count(table)).as(table).isZero();
        }
        assertThat(count("tally")).isLessThanOrEqualTo(Kind.values().length);
        assertThat(pages()).isLessThan(pages * 3 / 2);
    }

    private long pages() {
        return store().readers.read(s -> s.one("pragma page_count", row -> row.getLong(1)));
    }

    private void pass(int wave, int tasks) {
        var futures = new ArrayList<CompletableFuture<?>>();
        for (var i = 0; i < tasks; i++) {
            futures.add(submit("k" + wave + "-" + i, "{}"));
        }
        join(futures);
        for (var claim : scene.claim(tasks)) {
            var settlement =
                    new TaskStore.Settlement(
                            claim,
                            claim.row() % 10 == 0
                                    ? StoreScene.giveUp(TerminalReason.NOT_RETRYABLE)
                                    : StoreScene.success(),
                            PACE.minInterval(),
                            ofMillis(1));
            futures.add(scene.store().settle(settlement));
        }
        join(futures);
        scene.turn(ofHours(1));
        var deleted = 0;
        for (var some = 1_000; some == 1_000; deleted += some) {
            some = scene.store().deleteEnded("c", Duration.ZERO, Duration.ZERO);
        }
        assertThat(deleted).isEqualTo(tasks);
    }
}
