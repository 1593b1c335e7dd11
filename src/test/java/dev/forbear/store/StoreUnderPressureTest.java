package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Full disks, bad items, slow readers and writers, interrupts. */
class StoreUnderPressureTest extends SqliteScene {

    @Test
    void a_full_disk_loses_nothing_and_work_goes_on_when_there_is_space_again() {
        file.limit(150);
        scene.reopen();
        var acknowledged = new ArrayList<String>();
        var spec = "\"" + "x".repeat(20_000) + "\"";
        assertThatThrownBy(
                        () -> {
                            for (var i = 0; i < 100; i++) {
                                submit("k" + i, spec).join();
                                acknowledged.add("k" + i);
                            }
                        })
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThat(acknowledged).hasSizeBetween(5, 95);
        assertThatThrownBy(() -> submit("more", spec).join())
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThat(scene.store().find(new TaskId("c", "k0"))).isPresent();
        assertThat(scene.store().tallies().get("c").of(Kind.QUEUED)).isEqualTo(acknowledged.size());

        file.limit(0);

        submit("more", spec).join();
        assertThat(scene.store().reachable()).isTrue();
        assertThat(count("task")).isEqualTo(acknowledged.size() + 1);
        assertThat(acknowledged)
                .allSatisfy(
                        key -> assertThat(scene.task(key).terms().spec().json()).isEqualTo(spec));
        assertThat(scene.store().tallies().get("c").of(Kind.QUEUED))
                .isEqualTo(acknowledged.size() + 1);
    }

    @Test
    void a_bad_one_in_a_batch_fails_alone() throws Exception {
        var taken = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first = writerWaits(taken, go);
        var before = submit("before", "{}");
        var bad = store().submit(wish("bad", "{}", null, null), PACE);
        var after = submit("after", "{}");
        go.countDown();

        first.join();
        assertThat(before.join()).isInstanceOf(Admission.Accepted.class);
        assertThat(after.join()).isInstanceOf(Admission.Accepted.class);
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(count("task")).isEqualTo(2);
        assertThat(scene.store().tallies().get("c").of(Kind.QUEUED)).isEqualTo(2);
    }

    private CompletableFuture<Boolean> writerWaits(CountDownLatch taken, CountDownLatch go)
            throws InterruptedException {
        var waiting =
                store().commits
                        .<Boolean>write(transaction -> {
                            Nodes.beat(transaction);
                            taken.countDown();
                            go.await();
                            return true;
                        });
        taken.await();
        return waiting;
    }

    @Test
    void nobody_who_reads_waits_for_the_writer() throws Exception {
        submit("k", "{}").join();
        var taken = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var writing = writerWaits(taken, go);

        assertThat(scene.task("k").state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(scene.store().tallies()).containsKey("c");
        assertThat(writing).isNotDone();
        go.countDown();
        writing.join();
    }

    @Test
    void the_writer_waits_for_nobody_who_reads() throws Exception {
        submit("k", "{}").join();
        var reading = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var counts = new ArrayList<Long>();
        var reader =
                Thread.ofVirtual()
                        .start(() ->
                                store().readers
                                        .read(session -> {
                                            counts.add(tasks(session));
                                            reading.countDown();
                                            awaitQuietly(go);
                                            return counts.add(tasks(session));
                                        }));
        reading.await();

        submit("while it reads", "{}").join();
        go.countDown();
        reader.join();

        assertThat(counts).containsExactly(1L, 1L);
        assertThat(count("task")).isEqualTo(2);
    }

    private static long tasks(Session session) throws SQLException {
        return session.one("select count(*) from task", row -> row.getLong(1));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_interrupt_of_the_caller_breaks_nothing() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var caller =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((_, e) -> failure.set(e))
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            submit("k", "{}").join();
                            scene.settle(scene.claim(), StoreScene.retry());
                            scene.store().cancel(new TaskId("c", "k"));
                            scene.store().tallies();
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        });
        caller.join();

        assertThat(failure.get()).isNull();
        assertThat(scene.task("k").state().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void a_callback_may_call_the_store() {
        var again =
                submit("a", "{}")
                        .thenApply(_ -> scene.store().cancel(new TaskId("c", "a")))
                        .thenApply(_ -> scene.task("a").state().kind())
                        .thenCombine(submit("b", "{}"), (kind, _) -> kind);

        assertThat(again.join()).isEqualTo(Kind.CANCELLED);
    }
}
