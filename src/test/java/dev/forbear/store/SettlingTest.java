package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.Claim;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;
import dev.forbear.task.Verdict;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A commit that is durable and was reported as failed, and what is settled again after it. */
class SettlingTest {

    private static final TaskId ID = new TaskId("c", "k");

    @TempDir Path temp;
    private DataDir dir;
    private StoreScene scene;

    @BeforeEach
    void open() {
        dir = DataDir.open(temp);
        var file = new SqliteFile(dir.database());
        scene = new StoreScene(clock -> SqliteTaskStore.open(file, clock, _ -> {}, Waits.USUAL));
        scene.submit("k");
    }

    @AfterEach
    void close() {
        scene.store().close();
        dir.close();
    }

    private static Settlement settlement(Claim claim, Verdict verdict) {
        return new Settlement(claim, verdict, Duration.ofMillis(100), Duration.ofMillis(7));
    }

    private Optional<Settled> settle(Settlement settlement) {
        return scene.store().settle(settlement).join();
    }

    /** Settles in a commit whose success nobody learns of. */
    private void settleUnclearly(Settlement settlement) throws InterruptedException {
        var commits = ((SqliteTaskStore) scene.store()).commits;
        var taken = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var before =
                commits.<Boolean>write(_ -> {
                    taken.countDown();
                    go.await();
                    return true;
                });
        taken.await();
        var settled = scene.store().settle(settlement);
        var failing =
                commits.<Boolean>write(transaction -> {
                    transaction.onceDurable(() -> {
                        throw new StoreAwayException("the answer of the commit was lost", null);
                    });
                    return true;
                });
        go.countDown();
        before.join();
        assertThatThrownBy(settled::join).hasCauseInstanceOf(StoreAwayException.class);
        assertThatThrownBy(failing::join).hasCauseInstanceOf(StoreAwayException.class);
    }

    @Test
    void what_is_written_again_and_was_durable_counts_as_written() throws Exception {
        var failed = settlement(scene.claim(), StoreScene.retry());
        settleUnclearly(failed);
        var stored = scene.stored("k");
        assertThat(stored.task().state().kind()).isEqualTo(Kind.BACKING_OFF);

        var settled = settle(failed).orElseThrow();

        assertThat(settled.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(settled.after()).isEqualTo(stored.task());
        assertThat(settled.nextIn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(scene.stored("k")).isEqualTo(stored);
        assertThat(settle(failed)).as("once is enough").isEmpty();
    }

    @Test
    void a_clean_success_counts_as_written_too() throws Exception {
        var succeeded = settlement(scene.claim(), StoreScene.success());
        settleUnclearly(succeeded);

        assertThat(settle(succeeded).orElseThrow().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(scene.task("k").state()).isEqualTo(new State.Succeeded());
    }

    @Test
    void what_was_cancelled_stays_fenced_and_freed() throws Exception {
        var failed = settlement(scene.claim(), StoreScene.retry());
        scene.store().cancel(ID);
        settleUnclearly(failed);

        assertThat(settle(failed)).isEmpty();
        assertThat(scene.task("k").state()).isEqualTo(new State.Cancelled(false));
    }

    @Test
    void a_zombie_is_fenced_however_often_it_is_written() throws Exception {
        var zombie = settlement(scene.claim(), StoreScene.retry());
        var heir = scene.heir();
        settleUnclearly(zombie);
        assertThat(settle(settlement(heir, StoreScene.retry()))).isPresent();

        assertThat(settle(zombie)).isEmpty();
    }
}
