package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.forbear.engine.Claim;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.it.FileSizes;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A disk without room, not even for the log: what the engine writes fails and is not lost. */
class FullDiskIT extends SqliteScene {

    private final long self = ProcessHandle.current().pid();

    @AfterEach
    void makeRoom() throws Exception {
        FileSizes.unlimit(self);
    }

    private static Settlement settlement(Claim claim) {
        var interval = Duration.ofMillis(100);
        return new Settlement(claim, StoreScene.retry(), interval, interval);
    }

    @Test
    void claims_outcomes_and_returns_fail_and_are_written_when_there_is_room_again()
            throws Exception {
        submit("failed", "{}").join();
        var failed = scene.claim();
        submit("unstarted", "{}").join();
        var unstarted = scene.claim();
        submit("waiting", "{}").join();

        FileSizes.limit(self, 1);

        assertThatThrownBy(() -> scene.claim(1)).isInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> store().settle(settlement(failed)).join())
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> store().giveBack(List.of(unstarted)))
                .isInstanceOf(StoreAwayException.class);
        assertThat(store().reachable()).isFalse();
        assertThat(scene.task("failed")).isEqualTo(failed.task());
        assertThat(scene.task("unstarted")).isEqualTo(unstarted.task());
        assertThat(scene.task("waiting").progress().attempts()).isZero();

        FileSizes.unlimit(self);

        assertThat(store().settle(settlement(failed)).join()).isPresent();
        store().giveBack(List.of(unstarted));
        assertThat(store().reachable()).isTrue();
        assertThat(scene.task("failed").state()).isInstanceOf(State.BackingOff.class);
        assertThat(scene.stored("failed").history()).hasSize(1);
        assertThat(scene.claim(9))
                .extracting(claim -> claim.task().id().key(), claim -> claim.attempt())
                .containsExactlyInAnyOrder(tuple("unstarted", 1), tuple("waiting", 1));
        assertThat(store().tallies().get("c").of(Kind.RUNNING)).isEqualTo(2);
        assertThat(store().tallies().get("c").of(Kind.BACKING_OFF)).isEqualTo(1);
    }
}
