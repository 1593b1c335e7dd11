package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskEvent.AttemptStarted;
import dev.forbear.engine.TestReplicas.Replica;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.When;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What was claimed a little before it is due starts when it is, or not at all. */
class EarlyStartTest {

    private final TestReplicas all = new TestReplicas();
    private final Replica replica = all.replica((_, _) -> TestReplicas.SUCCESS, Runnable::run);
    private TaskId id;

    @BeforeEach
    void claim() {
        id = TestReplicas.submit(replica, "k", new When.After(ofSeconds(1)));
        at(ofMillis(899));
        assertThat(kind()).isEqualTo(Kind.QUEUED);
        at(ofMillis(21));
        assertThat(kind()).isEqualTo(Kind.RUNNING);
    }

    private void at(Duration later) {
        all.time.turn(later);
        all.tick();
    }

    private Kind kind() {
        return all.task(id).state().kind();
    }

    @Test
    void it_starts_when_it_is_due_and_no_sooner() {
        at(ofMillis(79));
        assertThat(replica.events(AttemptStarted.class)).isEmpty();

        at(ofMillis(1));

        assertThat(replica.events(AttemptStarted.class))
                .singleElement()
                .satisfies(started -> assertThat(started.lateness()).isZero());
        assertThat(kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void a_late_start_tells_how_late_it_was() {
        at(ofMillis(83));

        assertThat(replica.events(AttemptStarted.class))
                .singleElement()
                .satisfies(started -> assertThat(started.lateness()).isEqualTo(ofMillis(3)));
    }

    @Test
    void what_is_due_at_once_does_not_wait_for_it() {
        var now = TestReplicas.submit(replica, "now", When.NOW);

        all.tick();

        assertThat(all.task(now).state().kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(kind()).isEqualTo(Kind.RUNNING);
    }

    @Test
    void a_pause_gives_it_back_unstarted() {
        replica.engine.workqueue().pause("c", "ann", null);

        at(ofMillis(10));

        assertThat(kind()).isEqualTo(Kind.QUEUED);
        at(ofSeconds(5));
        assertThat(replica.events(AttemptStarted.class)).isEmpty();
        replica.engine.workqueue().resume("c", "ann", null);
        all.runFor(ofSeconds(2));
        assertThat(kind()).isEqualTo(Kind.SUCCEEDED);
        assertThat(all.task(id).progress().attempts()).isEqualTo(1);
    }

    @Test
    void what_is_cancelled_meanwhile_does_not_start() {
        replica.engine.workqueue().cancel(id, "ann");

        at(ofMillis(80));

        assertThat(kind()).isEqualTo(Kind.CANCELLED);
        assertThat(replica.events(AttemptStarted.class)).isEmpty();
    }

    @Test
    void a_stop_gives_it_back_unstarted() throws Exception {
        replica.engine.stop(Duration.ZERO);

        assertThat(kind()).isEqualTo(Kind.QUEUED);
        assertThat(all.task(id).progress().attempts()).isZero();
        assertThat(replica.engine.remembered()).isZero();
    }
}
