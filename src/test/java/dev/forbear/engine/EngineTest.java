package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.forbear.engine.TaskEvent.AttemptEnded;
import dev.forbear.engine.TaskEvent.AttemptStarted;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

class EngineTest {

    @Test
    void a_task_that_always_fails_waits_1_2_4_8_16_32_60_and_then_is_failed() {
        var starts = new ArrayList<Instant>();
        var holder = new ArrayList<TestQueue>();
        var queue =
                new TestQueue((claim, _) -> {
                    starts.add(holder.getFirst().now);
                    return TestQueue.retry(claim, "no");
                });
        holder.add(queue);

        var id = queue.submit("t1");
        queue.runFor(Duration.ofMinutes(20));

        assertThat(gaps(starts)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(queue.task(id).state())
                .isEqualTo(new State.Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(queue.task(id).progress().attempts()).isEqualTo(10);
    }

    private static List<Long> gaps(List<Instant> starts) {
        var gaps = new ArrayList<Long>();
        for (var i = 1; i < starts.size(); i++) {
            gaps.add(Duration.between(starts.get(i - 1), starts.get(i)).toSeconds());
        }
        return gaps;
    }

    @Test
    void what_falls_due_within_milliseconds_is_claimed_together() {
        var queue = new TestQueue((claim, _) -> TestQueue.retry(claim, "no"), 2, Runnable::run);
        queue.submit("a");
        queue.engine.pass();
        queue.turn(Duration.ofMillis(4));
        queue.submit("b");
        queue.engine.pass();
        queue.turn(Duration.ofMillis(991)); // 5 ms before a is due, 9 before b is

        queue.turn(queue.engine.pass());
        queue.engine.pass();

        assertThat(queue.events(AttemptStarted.class)).hasSize(4);
        assertThat(queue.events(AttemptStarted.class))
                .allMatch(started -> started.lateness().compareTo(Duration.ofMillis(10)) < 0);
    }

    @Test
    void an_attempt_that_our_own_code_fails_to_judge_does_not_leave_the_key_running() {
        var queue =
                new TestQueue((_, _) -> {
                    throw new StackOverflowError("a fault of ours");
                });

        var id = queue.submit("k");
        queue.runFor(Duration.ZERO);

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.BACKING_OFF);
    }

    @Test
    void a_submission_while_running_makes_one_more_run_and_none_in_parallel() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var runs = new AtomicInteger();
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pool = Executors.newCachedThreadPool()) {
            var queue =
                    new TestQueue(
                            (_, _) -> {
                                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                                runs.incrementAndGet();
                                begun.countDown();
                                go.await();
                                atOnce.decrementAndGet();
                                return new Verdict.Success();
                            },
                            4,
                            pool);
            var id = queue.submit("k");
            queue.runFor(Duration.ZERO);
            assertThat(begun.await(10, SECONDS)).isTrue();
            queue.submit("k", "{\"n\":1}");
            queue.submit("k", "{\"n\":2}");
            queue.runFor(Duration.ofSeconds(2));
            go.countDown();
            await().until(() -> queue.task(id).state().kind() == Kind.QUEUED);
            queue.runFor(Duration.ofSeconds(1));
            await().until(() -> queue.task(id).state().kind() == Kind.SUCCEEDED);
            assertThat(runs).hasValue(2);
            assertThat(most).hasValue(1);
            assertThat(queue.task(id).progress().generation()).isEqualTo(3);
        }
    }

    @Test
    void an_outcome_that_cannot_be_written_is_kept_and_written_when_the_store_is_back() {
        var store = new ArrayList<MapTaskStore>();
        var runs = new AtomicInteger();
        var queue =
                new TestQueue((_, _) -> {
                    runs.incrementAndGet();
                    store.getFirst().awayForSettling = true;
                    return new Verdict.Success();
                });
        store.add(queue.store);
        var id = queue.submit("k");
        queue.engine.tick();
        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        var claims = queue.store.claims;
        queue.submit("other");

        for (var i = 0; i < 3; i++) {
            queue.turn(Duration.ofSeconds(1));
            queue.engine.tick();
        }
        assertThat(queue.store.claims).as("no claims while our writes fail").isEqualTo(claims);
        assertThat(runs).hasValue(1);

        queue.store.awayForSettling = false;
        queue.turn(Duration.ofSeconds(1));
        queue.engine.tick();

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void an_interruption_by_shutdown_costs_no_attempt() throws Exception {
        var begun = new CountDownLatch(1);
        try (var pool = Executors.newCachedThreadPool()) {
            var queue =
                    new TestQueue(
                            (_, interruption) -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    assertThat(interruption.cause())
                                            .isEqualTo(Interruption.Cause.SHUTDOWN);
                                }
                                return new Verdict.Interrupted();
                            },
                            4,
                            pool);
            var id = queue.submit("k");
            queue.engine.pass();
            assertThat(begun.await(10, SECONDS)).isTrue();

            queue.engine.stop(Duration.ZERO);

            assertThat(queue.task(id).progress().attempts()).isZero();
            assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);
            assertThat(queue.events(AttemptEnded.class))
                    .extracting(AttemptEnded::outcome)
                    .containsExactly(Outcome.INTERRUPTED);
        }
    }

    @Test
    void a_cancelled_run_is_interrupted_and_its_outcome_dropped() throws Exception {
        var begun = new CountDownLatch(1);
        try (var pool = Executors.newCachedThreadPool()) {
            var queue =
                    new TestQueue(
                            (_, _) -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    // as a cancelled call ends
                                }
                                return new Verdict.Success();
                            },
                            1,
                            pool);
            var id = queue.submit("k");
            queue.engine.pass();
            assertThat(begun.await(10, SECONDS)).isTrue();

            queue.queue.cancel(id, "me");
            await().until(() -> !queue.events(TaskEvent.Fenced.class).isEmpty());

            assertThat(queue.task(id).state()).isEqualTo(new State.Cancelled(false));
        }
    }

    @Test
    void what_cannot_be_given_back_while_the_store_is_away_is_given_back_when_it_is_there() {
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 4, _ -> {});
        var id = queue.submit("k");
        queue.engine.pass();
        queue.store.awayForGivingBack = true;
        queue.turn(Duration.ofMillis(201));
        assertThatThrownBy(queue.engine::pass).isInstanceOf(StoreAwayException.class);
        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.RUNNING);

        queue.store.awayForGivingBack = false;
        queue.queue.pause("c", "me", null);
        queue.turn(Duration.ofSeconds(1));
        queue.engine.pass();

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(queue.task(id).progress().attempts()).isZero();
    }

    @Test
    void while_its_slots_hang_a_controller_claims_nothing_ahead() {
        var hangs = new java.util.concurrent.atomic.AtomicBoolean();
        var queue =
                new TestQueue(
                        (_, _) -> new Verdict.Success(),
                        4,
                        work -> {
                            if (!hangs.get()) {
                                work.run();
                            }
                        });
        queue.submit("quick");
        queue.runFor(Duration.ZERO);
        hangs.set(true);
        for (var i = 0; i < 1_000; i++) {
            queue.submit("k" + i);
        }
        queue.runFor(Duration.ofSeconds(1));
        var claimed = queue.store.rowsClaimed;

        queue.runFor(Duration.ofSeconds(10));

        assertThat(queue.store.rowsClaimed - claimed)
                .as("claims in 10 s with 4 slots, of which none starts: 4 each 200 ms")
                .isLessThanOrEqualTo(4 * 51);
    }

    @Test
    void what_is_submitted_while_a_cancelled_thread_lives_waits_for_that_thread() {
        var seen = new ArrayList<Waiting>();
        var holder = new TestQueue[1];
        holder[0] =
                new TestQueue((claim, _) -> {
                    var id = claim.task().id();
                    var queue = holder[0];
                    if (queue.events(TaskEvent.Operated.class).isEmpty()) {
                        queue.queue.cancel(id, "me");
                        queue.submit("k");
                        queue.turn(Duration.ofSeconds(5));
                        var stored = queue.queue.find(id).orElseThrow();
                        seen.add(queue.queue.waitingFor(stored).orElseThrow());
                    }
                    return new Verdict.Success();
                });
        var id = holder[0].submit("k");

        holder[0].runFor(Duration.ofSeconds(20));

        assertThat(seen).containsExactly(new Waiting(Waiting.Reason.CANCELLING, null));
        assertThat(holder[0].task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void a_cancel_that_comes_while_the_claim_is_on_its_way_is_not_missed() {
        var started = new ArrayList<Runnable>();
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 4, started::add);
        var id = queue.submit("k");
        queue.store.afterClaim = () -> queue.queue.cancel(id, "me");
        queue.engine.pass();

        started.forEach(Runnable::run);

        assertThat(queue.events(AttemptStarted.class)).isEmpty();
        assertThat(queue.task(id).state()).isEqualTo(new State.Cancelled(false));
    }

    @Test
    void an_outcome_that_our_own_fault_keeps_from_being_written_does_not_stop_the_others() {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.store.unwritable = new dev.forbear.task.TaskId("c", "bad");
        queue.submit("bad");
        queue.runFor(Duration.ZERO);

        var good = queue.submit("good");
        queue.runFor(Duration.ofSeconds(2));

        assertThat(queue.task(good).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void an_attempt_that_would_begin_after_its_deadline_does_not() {
        var started = new ArrayList<Runnable>();
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 1, started::add);
        var id = new dev.forbear.task.TaskId("c", "k");
        queue.queue
                .submit(
                        new dev.forbear.task.Wish(
                                id,
                                new java.util.UUID(0, 1),
                                new dev.forbear.task.Terms.Spec("{}", "d"),
                                dev.forbear.task.When.NOW,
                                null,
                                null,
                                new dev.forbear.task.When.After(Duration.ofMillis(50))))
                .join();
        queue.engine.pass();
        queue.turn(Duration.ofMillis(150));

        started.forEach(Runnable::run);

        assertThat(queue.events(AttemptStarted.class)).isEmpty();
        queue.runFor(Duration.ofSeconds(10));
        assertThat(queue.task(id).state())
                .isEqualTo(new State.Failed(TerminalReason.DEADLINE_EXCEEDED));
    }

    @Test
    void a_claim_that_is_cancelled_before_its_thread_begins_is_never_run() {
        var started = new ArrayList<Runnable>();
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 4, started::add);
        var id = queue.submit("k");
        queue.engine.pass();
        queue.queue.cancel(id, "me");

        started.forEach(Runnable::run);

        assertThat(queue.events(AttemptStarted.class)).isEmpty();
        assertThat(queue.task(id).state()).isEqualTo(new State.Cancelled(false));
    }

    @Test
    void an_attempt_that_ignores_its_timeout_is_stuck_and_its_slot_is_given_away()
            throws Exception {
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        try (var pool = Executors.newCachedThreadPool()) {
            var queue =
                    new TestQueue(
                            (claim, _) -> {
                                if (claim.task().id().key().equals("deaf")) {
                                    begun.countDown();
                                    while (release.getCount() > 0) {
                                        Thread.onSpinWait();
                                    }
                                }
                                return new Verdict.Success();
                            },
                            1,
                            pool);
            try {
                var deaf = queue.submit("deaf");
                queue.engine.pass();
                assertThat(begun.await(10, SECONDS)).isTrue();
                var other = queue.submit("other");
                queue.runFor(Duration.ofSeconds(64));
                assertThat(queue.task(other).state().kind()).isEqualTo(Kind.QUEUED);
                assertThat(queue.engine.stuck("c")).isZero();

                queue.runFor(Duration.ofSeconds(10));

                assertThat(queue.events(TaskEvent.Stuck.class)).hasSize(1);
                assertThat(queue.task(deaf).state().kind())
                        .as("its key is not given away")
                        .isEqualTo(Kind.RUNNING);
                assertThat(queue.engine.stuck("c")).isEqualTo(1);
                assertThat(queue.task(other).state().kind())
                        .as("at most concurrency stuck ones, then nothing is claimed")
                        .isEqualTo(Kind.QUEUED);

                release.countDown();
                await().until(() -> queue.engine.stuck("c") == 0);
                queue.runFor(Duration.ofSeconds(1));
                await().until(() -> queue.task(other).state().kind() == Kind.SUCCEEDED);
            } finally {
                release.countDown(); // or the pool would wait for it for ever
            }
        }
    }

    @Test
    void no_more_start_at_once_than_there_are_slots_after_a_downtime() {
        var started = new ArrayList<Runnable>();
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 4, started::add);
        for (var i = 0; i < 1_000; i++) {
            queue.submit("k" + i);
        }

        queue.engine.pass();

        assertThat(started).hasSize(4);
        assertThat(queue.store.tallies().get("c").of(Kind.RUNNING)).isEqualTo(4);
    }

    @Test
    void what_is_claimed_and_cannot_start_is_given_back_and_costs_no_attempt() {
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 4, _ -> {});
        var id = queue.submit("k");
        queue.engine.pass();
        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        queue.queue.pause("c", "me", null);

        queue.turn(Duration.ofMillis(201));
        queue.engine.pass();

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);
        assertThat(queue.task(id).progress().attempts()).isZero();
    }

    @Test
    void overdue_tasks_of_a_paused_controller_do_not_spin_the_loop() {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.submit("k");
        queue.queue.pause("c", "me", null);

        assertThat(queue.engine.pass()).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(queue.events(AttemptStarted.class)).isEmpty();

        queue.queue.resume("c", "me", null);
        queue.engine.pass();
        assertThat(queue.events(AttemptStarted.class)).hasSize(1);
    }

    @Test
    void overdue_tasks_of_a_full_controller_do_not_spin_the_loop() {
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 1, _ -> {});
        queue.submit("a");
        queue.submit("b");
        queue.engine.pass();

        assertThat(queue.engine.pass()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void what_ran_when_its_process_died_counts_as_failed_and_backs_off() {
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 1, _ -> {});
        var id = queue.submit("k");
        queue.engine.pass();

        queue.store.restart();
        queue.engine.takeOver();

        assertThat(queue.task(id).state().kind()).isEqualTo(Kind.BACKING_OFF);
        assertThat(queue.task(id).progress().attempts()).isEqualTo(1);
        assertThat(queue.task(id).progress().crashes()).isEqualTo(1);
        assertThat(queue.events(AttemptEnded.class))
                .extracting(AttemptEnded::outcome)
                .containsExactly(Outcome.CRASHED);
    }

    @Test
    void a_lost_attempt_of_a_controller_that_is_not_here_is_the_last_if_the_task_says_so() {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        for (var limit : List.of(1, 2)) {
            var id = new TaskId("elsewhere", "limit " + limit);
            var spec = new Terms.Spec("{}", "d");
            queue.queue
                    .submit(new Wish(id, new UUID(0, limit), spec, When.NOW, null, limit, null))
                    .join();
        }
        queue.store.claim(List.of(new Appetite("elsewhere", 2, 0, 10)), true);

        queue.store.restart();
        queue.engine.takeOver();

        assertThat(queue.task(new TaskId("elsewhere", "limit 1")).state())
                .isEqualTo(new State.Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(queue.task(new TaskId("elsewhere", "limit 2")).state().kind())
                .isEqualTo(Kind.BACKING_OFF);
    }

    @Test
    void of_what_killed_its_process_twice_one_runs_at_a_time() {
        var queue = new TestQueue((_, _) -> new Verdict.Success(), 2, _ -> {});
        var ids = List.of(queue.submit("one"), queue.submit("other"));
        for (var death = 1; death <= 2; death++) {
            queue.store.claim(List.of(new Appetite("c", 2, 0, 10)), true);
            queue.store.restart();
            queue.engine.takeOver();
            queue.turn(Duration.ofSeconds(10));
        }

        queue.engine.pass();
        queue.engine.pass();

        assertThat(ids).allMatch(id -> queue.task(id).progress().crashes() == 2);
        assertThat(ids)
                .extracting(id -> queue.task(id).state().kind())
                .containsExactlyInAnyOrder(Kind.RUNNING, Kind.BACKING_OFF);
    }

    @Test
    void a_task_at_a_lowered_limit_ends_without_a_run_and_is_told() {
        var queue =
                new TestQueue((_, _) -> {
                    throw new AssertionError("it must not run");
                });
        var id = queue.submit("k");
        for (var i = 0; i < 10; i++) {
            var appetites = List.of(new Appetite("c", 1, 0, 20));
            var claim = queue.store.claim(appetites, true).claims().getFirst();
            var second = Duration.ofSeconds(1);
            var retry = new Verdict.Retry(second, second, Failure.lost("no"));
            queue.store.settle(new Settlement(claim, retry, Duration.ZERO, Duration.ZERO)).join();
            queue.turn(second);
        }

        queue.engine.pass();

        assertThat(queue.task(id).progress().attempts()).isEqualTo(10);
        assertThat(queue.events(TaskEvent.Expired.class))
                .extracting(expired -> expired.task().state())
                .containsExactly(new State.Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
    }

    @Test
    void a_jump_of_the_clock_is_told_at_once_to_the_process_that_comes_after() {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.engine.pass();
        queue.now = queue.now.plus(Duration.ofHours(1));

        queue.engine.pass();
        queue.engine.pass();

        assertThat(queue.store.heartbeats).isEqualTo(2);
    }

    @Test
    void the_deadline_ends_a_paused_task_within_10_seconds() {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.queue.pause("c", "me", null);
        var id = new dev.forbear.task.TaskId("c", "k");
        queue.queue
                .submit(
                        new dev.forbear.task.Wish(
                                id,
                                new java.util.UUID(0, 1),
                                new dev.forbear.task.Terms.Spec("{}", "d"),
                                dev.forbear.task.When.NOW,
                                null,
                                null,
                                new dev.forbear.task.When.After(Duration.ofSeconds(30))))
                .join();

        queue.runFor(Duration.ofSeconds(40));

        assertThat(queue.task(id).state())
                .isEqualTo(new State.Failed(TerminalReason.DEADLINE_EXCEEDED));
    }
}
