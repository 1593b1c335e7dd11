package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.task.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A disk that neither writes nor reads: nobody waits for it for ever. In real time. */
@Tag("slow")
@Timeout(60)
class StoreThatHangsTest extends SqliteScene {

    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    Waits waits() {
        return new Waits(Duration.ofSeconds(1), Duration.ofMillis(200));
    }

    @BeforeEach
    void submitOne() {
        submit("k", "{}").join();
    }

    @AfterEach
    void letGo() {
        over.countDown();
    }

    private void writerHangs() throws InterruptedException {
        var hangs = new CountDownLatch(1);
        var _ =
                store().commits
                        .write(_ -> {
                            hangs.countDown();
                            over.await();
                            return true;
                        });
        hangs.await();
    }

    @Test
    void what_is_claimed_when_the_caller_waits_no_more_is_given_back() throws Exception {
        writerHangs();
        assertThatThrownBy(() -> scene.claim(1))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("took too long");

        over.countDown();

        await().until(() -> scene.task("k").state().kind() == Kind.RUNNING);
        await().ignoreException(StoreAwayException.class)
                .untilAsserted(() -> {
                    store().flush();
                    assertThat(scene.task("k").state().kind()).isEqualTo(Kind.QUEUED);
                    assertThat(scene.task("k").progress().attempts()).isZero();
                });
        assertThat(scene.claim().attempt()).isEqualTo(1);
    }

    @Test
    void nobody_waits_for_a_read_for_ever_and_one_that_has_not_begun_never_does() throws Exception {
        var reads = new CountDownLatch(Readers.THREADS);
        for (var i = 0; i < Readers.THREADS; i++) {
            Thread.ofVirtual()
                    .start(() ->
                            assertThatThrownBy(() -> store().readers.read(_ -> hang(reads)))
                                    .isInstanceOf(StoreAwayException.class));
        }
        reads.await();

        assertThatThrownBy(() -> store().tallies())
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("took too long to read");

        over.countDown();
        await().ignoreException(StoreAwayException.class)
                .until(() -> store().tallies().get("c").of(Kind.QUEUED) == 1);
    }

    private boolean hang(CountDownLatch reads) {
        reads.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    @Test
    void a_close_lets_go_of_a_writer_that_hangs_and_takes_nothing_more() throws Exception {
        writerHangs();

        store().close();

        assertThat(over.getCount()).as("it still hangs").isEqualTo(1);
        assertThatThrownBy(() -> submit("late", "{}").join())
                .hasCauseInstanceOf(StoreAwayException.class);
    }
}
