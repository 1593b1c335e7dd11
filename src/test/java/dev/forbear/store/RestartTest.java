package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Once;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.task.Effect;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What a new process finds. */
class RestartTest extends SqliteScene {

    @Test
    void all_is_as_it_was_after_a_restart() {
        submit("waiting", "{}").join();
        scene.store().cancel(new TaskId("c", "waiting"));
        submit("failing", "{}").join();
        scene.settle(scene.claim(), StoreScene.retry());
        submit("running", "{}").join();
        var claim = scene.claim();
        var pause = scene.store().pause("c", "ann", "why");
        var stored = List.of(scene.stored("waiting"), scene.stored("failing"));
        var tallies = scene.store().tallies();

        scene.reopen();

        assertThat(List.of(scene.stored("waiting"), scene.stored("failing"))).isEqualTo(stored);
        assertThat(scene.store().tallies()).isEqualTo(tallies);
        assertThat(scene.store().pauses()).containsEntry("c", pause);
        var taken = scene.store().rescue();
        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().died()).isTrue();
        assertThat(taken.getFirst().claim().epoch()).isGreaterThan(claim.epoch());
        assertThat(scene.settle(claim, StoreScene.success())).isEmpty();
        assertThat(submit("new", "{}").join()).isInstanceOf(Admission.Accepted.class);
        assertThat(scene.store().tallies().get("c").of(Kind.QUEUED)).isEqualTo(1);
    }

    @Test
    void what_was_taken_once_is_remembered_over_a_restart() {
        var once = new Once("key", "body");
        store().submitOnce(wish("k", "{}", "d", null), PACE, once).join();
        scene.reopen();

        assertThat(store().submitOnce(wish("other", "{}", "d", null), PACE, once).join())
                .isEqualTo(new Once.Answer.Again(new TaskId("c", "k"), Effect.CREATED));
        assertThat(store().find(new TaskId("c", "other"))).isEmpty();
    }

    @Test
    void a_controller_is_remembered_over_a_restart() {
        scene.store().heartbeat(List.of("c"));
        scene.turn(ofHours(1));
        submit("k", "{}").join();
        scene.reopen();

        assertThat(scene.store().abandon(ofHours(1), 9)).isEmpty();
        scene.turn(ofSeconds(1));
        assertThat(scene.store().abandon(ofHours(1), 9)).hasSize(1);
    }

    @Test
    void a_number_of_a_task_is_never_given_twice() {
        submit("a", "{}").join();
        var claim = scene.claim();
        scene.settle(claim, StoreScene.success());
        scene.turn(ofHours(1));
        scene.store().deleteEnded("c", Duration.ZERO, Duration.ZERO);
        scene.reopen();

        submit("a", "{}").join();

        assertThat(scene.claim().row()).isGreaterThan(claim.row());
    }

    @Test
    void a_closed_store_says_so() {
        scene.store().close();

        assertThatThrownBy(() -> submit("k", "{}").join())
                .hasCauseInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> scene.store().tallies()).isInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> scene.claim(1)).isInstanceOf(StoreAwayException.class);
        assertThat(scene.store().reachable()).isFalse();
    }

    @Test
    void a_clock_that_was_set_back_while_the_process_was_down_is_noticed() {
        scene.store().heartbeat(List.of("c"));
        submit("failing", "{}").join();
        scene.settle(scene.claim(), StoreScene.retry());
        submit("at once", "{}").join();
        scene.time().jump(ofHours(-1));

        scene.reopen();
        scene.store().rescue();

        assertThat(scene.claim().task().id().key()).isEqualTo("at once");
        scene.turn(ofSeconds(1));
        assertThat(scene.claim().task().id().key()).isEqualTo("failing");
    }

    @Test
    void what_a_clock_set_back_left_behind_is_mended_a_thousand_a_commit() {
        var many = 2_500;
        scene.store().heartbeat(List.of("c"));
        join(IntStream.range(0, many).mapToObj(i -> submit("k" + i, "{}")).toList());
        scene.time().jump(ofHours(-1));
        scene.reopen();
        var before = commits.get();

        scene.store().rescue();

        assertThat(scene.store().ready(many)).containsEntry("c", (long) many);
        assertThat(commits.get() - before).as("nobody waits for all at once").isEqualTo(3);
    }

    @Test
    void of_many_that_a_clock_set_back_left_behind_none_is_forgotten() {
        var many = 2_500;
        join(IntStream.range(0, many).mapToObj(i -> submit("k" + i, "{}")).toList());
        scene.time().jump(ofHours(-1));

        assertThat(scene.store().pullIn("c", ofHours(1))).isEqualTo(many);

        assertThat(scene.store().ready(many)).containsEntry("c", (long) many);
    }
}
