package dev.forbear.engine;

import static dev.forbear.engine.TestReplicas.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.TaskEvent.AttemptEnded;
import dev.forbear.engine.TaskEvent.Fenced;
import dev.forbear.engine.TestReplicas.Replica;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of attempts while a store that several replicas share cannot be reached. */
@Timeout(60)
class StoreAwayTest {

    private final TestReplicas all = new TestReplicas();
    private final HeldWork work = new HeldWork();

    @AfterEach
    void end() {
        work.close();
    }

    private Replica busy() {
        return all.replica(work, work.threads());
    }

    private Replica quick() {
        return all.replica((_, _) -> TestReplicas.SUCCESS, Runnable::run);
    }

    @Test
    void an_attempt_goes_on_until_5_seconds_before_its_lease_ends() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        all.store.away = true;

        all.runFor(ofSeconds(14));
        assertThat(work.interrupted()).isFalse();
        all.runFor(ofSeconds(2));

        work.awaitInterrupt(Cause.LEASE);
        work.awaitEnd(a);
        all.store.away = false;
        all.runFor(ofMillis(500));
        var task = all.task(id);
        assertThat(task.state().kind()).isEqualTo(Kind.BACKING_OFF);
        assertThat(task.progress().attempts()).as("it costs the attempt").isEqualTo(1);
        assertThat(task.progress().crashes()).isZero();
    }

    @Test
    void an_outcome_waits_in_memory_and_is_written_within_5_seconds_of_the_return()
            throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        all.store.away = true;
        all.runFor(ofSeconds(5));
        work.end();
        work.awaitEnd(a);
        all.runFor(ofMinutes(10));

        all.store.away = false;
        all.runFor(ofSeconds(5));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(a.events(AttemptEnded.class))
                .extracting(AttemptEnded::outcome)
                .containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void an_outcome_that_comes_back_after_a_rescue_is_dropped() throws Exception {
        var a = busy();
        var b = quick();
        var id = submit(a, "k");
        a.engine.tick();
        work.awaitBegun();
        a.cutOff = true;
        work.end();
        work.awaitEnd(a);

        all.runFor(ofSeconds(30));
        var after = all.task(id);
        a.cutOff = false;
        all.runFor(ofSeconds(5));

        assertThat(after.state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(after.progress().attempts()).isEqualTo(2);
        assertThat(all.task(id)).isEqualTo(after);
        assertThat(a.events(Fenced.class)).hasSize(1);
        assertThat(b.events(AttemptEnded.class))
                .extracting(AttemptEnded::outcome)
                .containsExactly(Outcome.CRASHED, Outcome.SUCCEEDED);
    }

    @Test
    void an_outcome_that_turns_out_to_be_unwritable_does_not_hold_back_rescues() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        all.store.away = true;
        all.runFor(ofSeconds(2));
        work.end();
        work.awaitEnd(a);
        all.store.away = false;
        all.store.unwritable = id;
        all.tick();
        all.store.unwritable = null;

        all.runFor(ofMinutes(1));
        work.awaitEnd(a);

        assertThat(a.events(AttemptEnded.class))
                .extracting(AttemptEnded::outcome)
                .startsWith(Outcome.CRASHED);
    }

    @Test
    void nobody_is_taken_for_dead_because_the_store_was_away_for_all() throws Exception {
        var a = busy();
        quick();
        quick();
        var id = submit(a, "k");
        a.engine.tick();
        work.awaitBegun();
        all.runFor(ofSeconds(20));
        all.store.away = true;
        all.runFor(ofMinutes(3));
        work.awaitEnd(a);

        all.store.away = false;
        all.runFor(ofSeconds(5));

        assertThat(all.task(id).progress().crashes()).isZero();
        assertThat(a.events(Fenced.class)).isEmpty();
        assertThat(a.events(AttemptEnded.class))
                .extracting(AttemptEnded::outcome)
                .containsExactly(Outcome.FAILED);
    }

    @Test
    void a_short_absence_interrupts_nothing() throws Exception {
        var a = busy();
        var id = submit(a, "k");
        all.tick();
        work.awaitBegun();
        for (var i = 0; i < 10; i++) {
            all.store.away = true;
            all.runFor(ofSeconds(7));
            all.store.away = false;
            all.runFor(ofSeconds(2));
        }

        assertThat(work.interrupted()).isFalse();
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
    }

    @Test
    void submissions_and_reads_say_so_and_dispatch_resumes_within_5_seconds() {
        var a = quick();
        var id = submit(a, "k");
        all.store.away = true;
        all.runFor(ofMinutes(2));
        assertThatThrownBy(() -> submit(a, "new")).isInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> a.engine.workqueue().find(id))
                .isInstanceOf(StoreAwayException.class);
        assertThat(a.engine.sinceLastPass()).as("it lives").isLessThan(ofSeconds(2));

        all.store.away = false;
        all.runFor(ofSeconds(5));

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }
}
