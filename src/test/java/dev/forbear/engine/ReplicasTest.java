package dev.forbear.engine;

import static dev.forbear.engine.TestReplicas.LEASE;
import static dev.forbear.engine.TestReplicas.submit;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.TaskEvent.AttemptEnded;
import dev.forbear.engine.TaskEvent.AttemptStarted;
import dev.forbear.engine.TaskEvent.Fenced;
import dev.forbear.engine.TestReplicas.Replica;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** Several engines on one store: who has a task, and what becomes of what a dead one had. */
@Timeout(60)
class ReplicasTest {

    private final TestReplicas all = new TestReplicas();
    private final HeldWork work = new HeldWork();

    @AfterEach
    void end() {
        work.close();
    }

    /** A replica whose attempts last until the test lets them end. */
    private Replica busy() {
        return all.replica(work, work.threads());
    }

    private Replica quick() {
        return all.replica((_, _) -> TestReplicas.SUCCESS, Runnable::run);
    }

    /** A replica that never has a thread for what it claims. */
    private Replica slow() {
        return all.replica((_, _) -> TestReplicas.SUCCESS, _ -> {});
    }

    private static List<AttemptEnded> crashes(Replica... replicas) {
        return List.of(replicas).stream()
                .flatMap(replica -> replica.events(AttemptEnded.class).stream())
                .filter(ended -> ended.outcome() == Outcome.CRASHED)
                .toList();
    }

    @Test
    void what_runs_is_renewed_at_a_third_of_its_lease_and_stays_where_it_is() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        var b = quick();

        all.runFor(ofMinutes(2));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        assertThat(b.events(AttemptStarted.class)).isEmpty();
        assertThat(all.store.renewals).as("of two replicas").isBetween(34, 38);
        work.end();
        work.awaitEnd(a);
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(all.task(id).progress().attempts()).isEqualTo(1);
    }

    @Test
    void who_holds_nothing_asks_for_no_cancellations() {
        quick();
        quick();

        all.runFor(ofMinutes(1));

        assertThat(all.store.looksForCancellations).isZero();
    }

    @Test
    void what_a_dead_replica_had_runs_elsewhere_within_25_seconds() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        var b = quick();
        var c = quick();
        all.runFor(LEASE);
        a.frozen = true;

        all.runFor(ofSeconds(13)); // it was renewed up to a third of the lease ago
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        all.runFor(ofSeconds(12));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(all.task(id).progress().attempts()).isEqualTo(2);
        assertThat(crashes(b, c)).as("one of them settled it").hasSize(1);
    }

    @Test
    void what_waited_for_a_thread_of_a_dead_replica_runs_elsewhere_too() {
        var a = slow();
        var id = submit(a, "k");
        all.tick();
        a.frozen = true;
        quick();

        all.runFor(ofSeconds(25));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void a_fault_of_ours_in_keeping_house_leaves_nothing_of_a_dead_replica_behind() {
        var a = slow();
        var id = submit(a, "k");
        all.tick();
        a.frozen = true;
        quick();
        all.store.beforeFlush =
                () -> {
                    throw new IllegalStateException("planted");
                };

        all.runFor(ofSeconds(25));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void the_third_process_that_dies_of_a_task_is_the_last() throws Exception {
        var survivor = all.replica((_, _) -> TestReplicas.SUCCESS, work.threads());
        var id = submit(survivor, "k");
        all.store.pause("c", "test", null);
        for (var death = 1; death <= 3; death++) {
            var victim = busy();
            all.store.resume("c");
            survivor.frozen = true;
            all.runFor(ofSeconds(10)); // past the backoff
            work.awaitBegun(death);
            all.store.pause("c", "test", null);
            victim.frozen = true;
            survivor.frozen = false;
            all.runFor(ofSeconds(40));
            assertThat(all.task(id).progress().crashes()).isEqualTo(death);
        }

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.FAILED);
        assertThat(crashes(survivor)).hasSize(3);
    }

    @Test
    void a_frozen_replica_that_goes_on_after_its_lease_changes_nothing() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        quick();
        a.frozen = true;
        all.runFor(ofSeconds(30));
        var after = all.task(id);
        assertThat(after.state().kind()).isEqualTo(Kind.SUCCEEDED);

        a.frozen = false;
        all.tick();

        work.awaitInterrupt(Cause.LOST, Cause.LEASE);
        work.awaitEnd(a);
        assertThat(a.events(Fenced.class)).hasSize(1);
        assertThat(a.events(AttemptEnded.class)).isEmpty();
        assertThat(all.task(id)).isEqualTo(after);
    }

    @Test
    void what_was_claimed_before_a_freeze_does_not_begin_after_its_lease() {
        var threads = new java.util.ArrayDeque<Runnable>();
        var a = all.replica((_, _) -> TestReplicas.SUCCESS, threads::add);
        submit(a, "k");
        a.engine.tick();
        all.time.turn(ofSeconds(16)); // within 5 s of the end

        threads.remove().run();

        assertThat(a.events(AttemptStarted.class)).isEmpty();
    }

    @Test
    void nothing_is_rescued_within_a_lease_after_a_jump_of_the_clock() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        var b = quick();
        a.frozen = true;
        all.runFor(ofSeconds(10));

        all.time.jump(ofSeconds(15)); // the store's clock here: the lease is over by it
        all.runFor(ofSeconds(19));
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        a.frozen = false;
        all.runFor(ofSeconds(19));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        assertThat(crashes(b)).isEmpty();
    }

    @Test
    void a_replica_that_begins_lets_the_others_say_first_that_they_live() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        a.frozen = true;
        all.time.turn(ofMinutes(5));

        quick();
        all.runFor(ofSeconds(5));
        a.frozen = false;
        all.runFor(ofMinutes(1));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        assertThat(all.task(id).progress().crashes()).isZero();
    }

    @Test
    void who_is_cancelled_by_another_replica_is_interrupted_within_2_seconds() throws Exception {
        var a = busy();
        var b = quick();
        var id = submit(a, "k");
        a.engine.tick();
        work.awaitBegun();

        b.engine.workqueue().cancel(id, "ann");
        all.runFor(ofSeconds(2));

        work.awaitInterrupt(Cause.CANCELLED);
        work.awaitEnd(a);
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(a.events(Fenced.class)).hasSize(1);
    }

    @Test
    void who_is_paused_by_another_replica_claims_nothing_more_and_goes_on_when_resumed() {
        var a = quick();
        var b = all.replica((_, _) -> TestReplicas.SUCCESS, _ -> {});
        b.frozen = true;
        b.engine.workqueue().pause("c", "ann", null);
        var id = submit(a, "k");
        all.runFor(ofSeconds(5));
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.QUEUED);

        b.engine.workqueue().resume("c", "ann", null);
        all.runFor(ofSeconds(2));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void each_replica_knows_the_controllers_of_the_others() {
        var a = quick();
        all.store.heartbeat(List.of("elsewhere"));

        all.tick();

        assertThat(a.engine.workqueue().controllers().live()).containsExactly("c", "elsewhere");
        all.runFor(ofMinutes(1));
        assertThat(a.engine.workqueue().controllers().live()).containsExactly("c");
    }
}
