package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.store.GroupCommit.Ledger;
import dev.forbear.store.GroupCommit.Operation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

class GroupCommitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Book book = new Book();
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final GroupCommit<List<String>> commits = new GroupCommit<>(book, answers);

    @AfterEach
    void close() {
        book.gate.release(1_000);
        commits.close();
        answers.shutdownNow();
    }

    /** Keeps pages of what was written; writes one for each permit of its gate. */
    private static final class Book implements Ledger<List<String>> {
        final Semaphore gate = new Semaphore(0);
        final List<List<String>> pages = new ArrayList<>();
        volatile boolean away;
        volatile boolean closed;

        @Override
        public synchronized List<?> write(
                List<? extends Operation<? super List<String>, ?>> operations) {
            gate.acquireUninterruptibly();
            if (away) {
                throw new StoreAwayException("full", null);
            }
            var page = new ArrayList<String>();
            var results = new ArrayList<Object>();
            for (var operation : operations) {
                try {
                    results.add(operation.on(page));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            pages.add(page);
            return results;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private CompletableFuture<Integer> add(String line) {
        return commits.write(page -> {
            page.add(line);
            return page.size();
        });
    }

    /** Lets the writer take what waits, and stop at the gate. */
    private void writerIsBusy() {
        await().until(() -> book.gate.hasQueuedThreads());
    }

    @Test
    void what_gathers_while_a_batch_is_written_shares_the_next_commit() {
        var first = add("a");
        writerIsBusy();
        var others = List.of(add("b"), add("c"), add("d"));
        assertThat(first).isNotDone();

        book.gate.release(2);
        CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).join();

        assertThat(book.pages).containsExactly(List.of("a"), List.of("b", "c", "d"));
        assertThat(others).extracting(CompletableFuture::join).containsExactly(1, 2, 3);
    }

    @Test
    void a_bad_one_fails_alone() {
        var first = add("a");
        writerIsBusy();
        var good = new ArrayList<CompletableFuture<Integer>>();
        for (var i = 0; i < 7; i++) {
            good.add(add("good " + i));
        }
        var bad =
                commits.<Integer>write(_ -> {
                    throw new IllegalArgumentException("bad");
                });
        good.add(add("good 7"));

        book.gate.release(100);
        first.join();

        assertThatThrownBy(bad::join).hasRootCauseMessage("bad");
        CompletableFuture.allOf(good.toArray(CompletableFuture[]::new)).join();
        assertThat(book.pages.stream().flatMap(List::stream))
                .containsExactly(
                        "a", "good 0", "good 1", "good 2", "good 3", "good 4", "good 5", "good 6",
                        "good 7");
        assertThat(book.pages).hasSizeLessThan(7);
    }

    @Test
    void an_error_in_an_operation_does_not_end_the_writer() {
        book.gate.release(100);
        var bad =
                commits.<Integer>write(_ -> {
                    throw new StackOverflowError("a fault of ours");
                });

        assertThatThrownBy(bad::join).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(add("a").join()).isEqualTo(1);
    }

    @Test
    void with_the_store_away_all_fail_at_once_and_it_works_again_when_it_is_back() {
        book.away = true;
        var first = add("a");
        writerIsBusy();
        var second = add("b");
        var third = add("c");
        book.gate.release(2);

        for (var future : List.of(first, second, third)) {
            assertThatThrownBy(future::join).hasCauseInstanceOf(StoreAwayException.class);
        }
        assertThatThrownBy(
                        () -> {
                            book.gate.release();
                            commits.await(page -> page.add("d"));
                        })
                .isInstanceOf(StoreAwayException.class);
        book.away = false;
        book.gate.release(100);
        assertThat(add("e").join()).isEqualTo(1);
        assertThat(book.pages).containsExactly(List.of("e"));
    }

    @Test
    void a_slow_callback_holds_up_no_commit() throws Exception {
        var stuck = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var slow =
                add("a").thenAccept(_ -> {
                    begun.countDown();
                    awaitQuietly(stuck);
                });
        book.gate.release(100);
        begun.await();

        boolean written = commits.await(page -> page.add("b"));
        assertThat(written).isTrue();
        assertThat(slow).isNotDone();
        stuck.countDown();
        slow.join();
    }

    @Test
    void a_callback_may_write_and_wait_for_it() {
        book.gate.release(100);

        var both =
                add("a").thenApply(_ -> commits.await(page -> page.add("from the callback")))
                        .thenCompose(_ -> add("without waiting"));

        assertThat(both.join()).isEqualTo(1);
        assertThat(book.pages)
                .containsExactly(
                        List.of("a"), List.of("from the callback"), List.of("without waiting"));
    }

    @Test
    void an_interrupt_of_the_caller_breaks_nothing_and_is_left_for_later() throws Exception {
        var interrupted = new AtomicBoolean();
        var caller =
                Thread.ofPlatform()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            commits.await(page -> page.add("a"));
                            interrupted.set(Thread.currentThread().isInterrupted());
                        });
        book.gate.release(1);
        caller.join();

        assertThat(interrupted).isTrue();
        assertThat(book.pages).containsExactly(List.of("a"));
    }

    @Test
    void what_waits_is_bounded_and_those_who_come_later_wait_for_room() {
        var heavy = new Heavy();
        var written = new ArrayList<CompletableFuture<Integer>>();
        written.add(add("a"));
        writerIsBusy();
        for (var i = 0; i < 3; i++) {
            written.add(commits.write(heavy));
        }
        var late = new CompletableFuture<Integer>();
        var caller = Thread.ofPlatform().start(() -> late.complete(commits.write(heavy).join()));
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);

        book.gate.release(100);

        assertThat(late.join()).isPositive();
        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).join();
        assertThat(book.pages.stream().mapToInt(List::size).sum()).isEqualTo(5);
    }

    /** Takes a quarter of all room. */
    private static final class Heavy implements Operation<List<String>, Integer> {
        @Override
        public Integer on(List<String> page) {
            page.add("heavy");
            return page.size();
        }

        @Override
        public int weight() {
            return Integer.MAX_VALUE;
        }
    }

    @Test
    void closing_writes_what_was_taken_and_refuses_what_comes_after() {
        var last = add("a");
        writerIsBusy();
        var later = add("b");
        book.gate.release(100);
        commits.close();

        assertThat(last.join()).isEqualTo(1);
        assertThat(later.join()).isEqualTo(1);
        assertThat(book.closed).isTrue();
        assertThatThrownBy(() -> add("c").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> commits.await(page -> page.add("d")))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void nobody_waits_longer_than_its_patience_and_what_comes_too_late_is_handed_over() {
        var late = new CompletableFuture<Integer>();
        try (var impatient =
                new GroupCommit<>(book, answers, Duration.ofMillis(50), Duration.ZERO)) {
            assertThatThrownBy(() -> impatient.await(page -> page.size(), late::complete))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("took too long");
            await().untilAsserted(() ->
                    assertThat(impatient.write(List::size)).isCompletedExceptionally());

            book.gate.release(100);

            assertThat(late.join()).isZero();
        }
    }

    @Test
    void what_has_time_goes_with_what_has_none_and_alone_when_nothing_comes() {
        book.gate.release(100);
        try (var patient = lingering(Duration.ofMinutes(5))) {
            var first = patient.write(new InTime("a"));
            var second = patient.write(new InTime("b"));
            assertThat(first).isNotDone();

            int there = patient.await(List::size);
            assertThat(there).isEqualTo(2);

            assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(PATIENCE);
        }
        try (var patient = lingering(Duration.ofMillis(1))) {
            assertThat(patient.write(new InTime("c"))).succeedsWithin(PATIENCE);
        }
        assertThat(book.pages).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void a_batch_whose_answers_cannot_be_given_does_not_end_the_writer() {
        book.gate.release(100);
        var shortOfThreads = new AtomicBoolean(true);
        Executor failing =
                answer -> {
                    if (shortOfThreads.get()) {
                        throw new OutOfMemoryError("planted: no thread");
                    }
                    answer.run();
                };
        try (var writer = new GroupCommit<>(book, failing)) {
            assertThat(writer.write(List::size)).failsWithin(PATIENCE);

            shortOfThreads.set(false);

            assertThat(writer.write(List::size)).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void what_has_time_is_written_when_enough_of_it_waits_and_at_the_close() {
        book.gate.release(100);
        var patient = lingering(Duration.ofMinutes(5));
        var many = new ArrayList<CompletableFuture<Integer>>();
        for (var i = 0; i < 32; i++) {
            many.add(patient.write(new InTime("a")));
        }
        assertThat(CompletableFuture.allOf(many.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        var last = patient.write(new InTime("b"));

        patient.close();

        assertThat(last).succeedsWithin(PATIENCE);
    }

    private GroupCommit<List<String>> lingering(Duration linger) {
        return new GroupCommit<>(book, answers, Duration.ofMinutes(1), linger);
    }

    private record InTime(String line) implements Operation<List<String>, Integer> {
        @Override
        public Integer on(List<String> page) {
            page.add(line);
            return page.size();
        }

        @Override
        public boolean hasTime() {
            return true;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
