package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;
import dev.forbear.testkit.InMemory;
import dev.forbear.testkit.StoreScene;
import dev.forbear.testkit.TaskStoreContract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

class SqliteTaskStoreTest extends TaskStoreContract {

    private static final Pace PACE = new Pace(ofMillis(100), null);

    @TempDir(factory = InMemory.class)
    Path temp;

    private @Nullable DataDir dir;
    private SqliteFile file;

    @Override
    protected TaskStore open(InstantSource clock) {
        if (dir == null) {
            dir = DataDir.open(temp);
            file = new SqliteFile(dir.database());
        }
        return SqliteTaskStore.open(file, clock, _ -> {});
    }

    @AfterEach
    void leave() {
        dir.close();
    }

    private SqliteTaskStore store() {
        return (SqliteTaskStore) scene().store();
    }

    private CompletableFuture<Admission> submit(String key, String spec) {
        return store().submit(wish(key, spec, spec), PACE);
    }

    private static Wish wish(String key, String spec, @Nullable String digest) {
        return new Wish(
                new TaskId("c", key),
                new UUID(1, key.hashCode()),
                new Terms.Spec(spec, digest),
                When.NOW,
                null,
                null,
                null);
    }

    private long count(String what) {
        return store().readers
                .read(session -> session.one("select count(*) from " + what, r -> r.getLong(1)));
    }

    @Test
    void all_is_as_it_was_after_a_restart() {
        submit("waiting", "{}").join();
        scene().store().cancel(new TaskId("c", "waiting"));
        submit("failing", "{}").join();
        scene().settle(scene().claim(), StoreScene.retry());
        submit("running", "{}").join();
        var claim = scene().claim();
        var pause = scene().store().pause("c", "ann", "why");
        var stored = List.of(scene().stored("waiting"), scene().stored("failing"));
        var tallies = scene().store().tallies();

        scene().reopen();

        assertThat(List.of(scene().stored("waiting"), scene().stored("failing"))).isEqualTo(stored);
        assertThat(scene().store().tallies()).isEqualTo(tallies);
        assertThat(scene().store().pauses()).containsEntry("c", pause);
        var taken = scene().store().takeOver();
        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().epoch()).isGreaterThan(claim.epoch());
        assertThat(scene().settle(claim, StoreScene.success())).isEmpty();
        assertThat(submit("new", "{}").join()).isInstanceOf(Admission.Accepted.class);
        assertThat(scene().store().tallies().get("c").of(Kind.QUEUED)).isEqualTo(1);
    }

    @Test
    void a_controller_is_remembered_over_a_restart() {
        scene().store().heartbeat(List.of("c"));
        scene().turn(ofHours(1));
        submit("k", "{}").join();
        scene().reopen();

        assertThat(scene().store().abandon(ofHours(1), 9)).isEmpty();
        scene().turn(ofSeconds(1));
        assertThat(scene().store().abandon(ofHours(1), 9)).hasSize(1);
    }

    @Test
    void a_number_of_a_task_is_never_given_twice() {
        submit("a", "{}").join();
        var claim = scene().claim();
        scene().settle(claim, StoreScene.success());
        scene().turn(ofHours(1));
        scene().store().deleteEnded("c", Duration.ZERO, Duration.ZERO);
        scene().reopen();

        submit("a", "{}").join();

        assertThat(scene().claim().row()).isGreaterThan(claim.row());
    }

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
        for (var claim : scene().claim(tasks)) {
            var settlement =
                    new TaskStore.Settlement(
                            claim,
                            claim.row() % 10 == 0
                                    ? StoreScene.giveUp(TerminalReason.NOT_RETRYABLE)
                                    : StoreScene.success(),
                            PACE.minInterval(),
                            ofMillis(1));
            futures.add(scene().store().settle(settlement));
        }
        join(futures);
        scene().turn(ofHours(1));
        var deleted = 0;
        for (var some = 1_000; some == 1_000; deleted += some) {
            some = scene().store().deleteEnded("c", Duration.ZERO, Duration.ZERO);
        }
        assertThat(deleted).isEqualTo(tasks);
    }

    private static void join(List<CompletableFuture<?>> futures) {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void a_full_disk_loses_nothing_and_work_goes_on_when_there_is_space_again() {
        file.limit(150);
        scene().reopen();
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
        assertThat(scene().store().find(new TaskId("c", "k0"))).isPresent();
        assertThat(scene().store().tallies().get("c").of(Kind.QUEUED))
                .isEqualTo(acknowledged.size());

        file.limit(0);

        submit("more", spec).join();
        assertThat(scene().store().reachable()).isTrue();
        assertThat(count("task")).isEqualTo(acknowledged.size() + 1);
        assertThat(acknowledged)
                .allSatisfy(
                        key -> assertThat(scene().task(key).terms().spec().json()).isEqualTo(spec));
        assertThat(scene().store().tallies().get("c").of(Kind.QUEUED))
                .isEqualTo(acknowledged.size() + 1);
    }

    @Test
    void a_bad_one_in_a_batch_fails_alone() throws Exception {
        var taken = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first = writerWaits(taken, go);
        var before = submit("before", "{}");
        var bad = store().submit(wish("bad", "{}", null), PACE);
        var after = submit("after", "{}");
        go.countDown();

        first.join();
        assertThat(before.join()).isInstanceOf(Admission.Accepted.class);
        assertThat(after.join()).isInstanceOf(Admission.Accepted.class);
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(count("task")).isEqualTo(2);
        assertThat(scene().store().tallies().get("c").of(Kind.QUEUED)).isEqualTo(2);
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

        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(scene().store().tallies()).containsKey("c");
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
                            scene().settle(scene().claim(), StoreScene.retry());
                            scene().store().cancel(new TaskId("c", "k"));
                            scene().store().tallies();
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        });
        caller.join();

        assertThat(failure.get()).isNull();
        assertThat(scene().task("k").state().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void a_callback_may_call_the_store() {
        var again =
                submit("a", "{}")
                        .thenApply(_ -> scene().store().cancel(new TaskId("c", "a")))
                        .thenApply(_ -> scene().task("a").state().kind())
                        .thenCombine(submit("b", "{}"), (kind, _) -> kind);

        assertThat(again.join()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void failures_that_are_alike_are_counted_when_they_are_flushed() {
        for (var i = 0; i < 3; i++) {
            submit("k" + i, "{}").join();
            scene().settle(scene().claim(), StoreScene.retry("no " + i));
            scene().turn(ofMillis(100));
        }
        assertThat(count("fingerprint")).isZero();
        scene().store().flush();
        scene().turn(ofSeconds(1));
        scene().settle(scene().claim(1).getFirst(), StoreScene.retry("no 9"));
        scene().store().flush();

        assertThat(fingerprints()).containsExactly("c f4 java.io.IOException no # hits 4");
        scene().reopen();
        assertThat(fingerprints()).hasSize(1);
    }

    private List<String> fingerprints() {
        return store().readers
                .read(session ->
                        session.list(
                                "select controller || ' ' || fingerprint || ' ' || type ||"
                                        + " ' ' || message || ' hits ' || hits from"
                                        + " fingerprint where first_seen <= last_seen"
                                        + " order by controller, fingerprint",
                                row -> row.getString(1)));
    }

    @Test
    void the_thousandth_and_first_kind_of_failure_counts_as_other() {
        var prints = new Fingerprints();
        for (var i = 0; i < Fingerprints.MOST + 50; i++) {
            var failure = new Failure("T", "m", "print " + i, null);
            prints.seen("c", failure, scene().time().instant());
        }
        store().commits.await(prints.take());

        assertThat(count("fingerprint")).isEqualTo(Fingerprints.MOST + 1);
        assertThat(count("fingerprint where fingerprint = 'other' and hits = 50")).isEqualTo(1);
        assertThat(prints.take().isEmpty()).isTrue();
    }

    @Test
    void a_closed_store_says_so() {
        scene().store().close();

        assertThatThrownBy(() -> submit("k", "{}").join())
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> scene().store().tallies()).isInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> scene().claim(1)).isInstanceOf(StoreAwayException.class);
        assertThat(scene().store().reachable()).isFalse();
    }
}
