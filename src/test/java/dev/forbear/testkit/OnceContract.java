package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.PACE;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import dev.forbear.engine.Once;
import dev.forbear.engine.Once.Answer;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.Effect;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/** What a submission does that names the key under which it is to be taken once. */
interface OnceContract {

    Once ONCE = new Once("key hash", "body hash");

    StoreScene scene();

    private Answer once(TestWish wish, Once once) {
        return scene().store().submitOnce(wish.wish(), PACE, once).join();
    }

    private static Effect effect(Answer answer) {
        var admission = ((Answer.First) answer).admission();
        return ((Admission.Accepted) admission).submitted().effect();
    }

    @Test
    default void the_first_is_taken_as_any_other() {
        assertThat(scene().store().answered(ONCE)).isEmpty();

        var answer = (Answer.First) once(TestWish.of("k"), ONCE);

        var accepted = (Admission.Accepted) answer.admission();
        assertThat(accepted.submitted().effect()).isEqualTo(Effect.CREATED);
        assertThat(accepted.dueIn()).isZero();
        assertThat(scene().task("k")).isEqualTo(accepted.submitted().task());
    }

    @Test
    default void the_same_again_does_nothing_and_tells_what_the_first_did() {
        scene().submit("k");
        var replaced = TestWish.of("k").spec("[1]");
        assertThat(effect(once(replaced, ONCE))).isEqualTo(Effect.REPLACED);
        scene().submit(TestWish.of("k").spec("[2]"));
        var before = scene().task("k");
        var again = new Answer.Again(id("k"), Effect.REPLACED);

        assertThat(once(replaced, ONCE)).isEqualTo(again);
        assertThat(once(TestWish.of("a key that was made for this one"), ONCE)).isEqualTo(again);

        assertThat(scene().store().answered(ONCE)).contains(again);
        assertThat(scene().task("k")).isEqualTo(before);
        assertThat(scene().store().find(id("a key that was made for this one"))).isEmpty();
    }

    @Test
    default void another_body_under_the_same_key_does_nothing() {
        once(TestWish.of("k"), ONCE);
        var other = new Once(ONCE.key(), "other");

        assertThat(once(TestWish.of("other"), other)).isEqualTo(new Answer.OtherBody());
        assertThat(scene().store().answered(other)).contains(new Answer.OtherBody());
        assertThat(scene().store().find(id("other"))).isEmpty();
    }

    @Test
    default void the_same_body_under_another_key_is_a_submission_of_its_own() {
        once(TestWish.of("k"), ONCE);

        assertThat(effect(once(TestWish.of("k"), new Once("other", ONCE.body()))))
                .isEqualTo(Effect.COALESCED);
    }

    @Test
    default void what_a_full_backlog_refuses_leaves_no_trace() {
        scene().submit("there");
        var full = new Pace(StoreScene.MIN_INTERVAL, 1L);
        var wish = TestWish.of("k").wish();

        assertThat(scene().store().submitOnce(wish, full, ONCE).join())
                .isEqualTo(new Answer.First(new Admission.BacklogFull("c", 1)));
        assertThat(scene().store().answered(ONCE)).isEmpty();
        assertThat(effect(once(TestWish.of("k"), ONCE))).isEqualTo(Effect.CREATED);
        assertThat(scene().store().submitOnce(wish, full, ONCE).join())
                .isEqualTo(new Answer.Again(id("k"), Effect.CREATED));
    }

    @Test
    default void it_is_kept_for_24_hours_also_when_the_task_is_gone() {
        once(TestWish.of("k"), ONCE);
        scene().settle(scene().claim(), success());
        scene().turn(ofHours(24).minusMillis(1));
        scene().store().deleteEnded("c", ZERO, ZERO);

        assertThat(scene().store().deleteAnswered()).isZero();
        assertThat(once(TestWish.of("k"), ONCE))
                .isEqualTo(new Answer.Again(id("k"), Effect.CREATED));
        assertThat(scene().store().find(id("k"))).isEmpty();

        scene().turn(ofMillis(1));
        assertThat(scene().store().answered(ONCE)).isEmpty();
        assertThat(effect(once(TestWish.of("k"), ONCE))).isEqualTo(Effect.CREATED);
        assertThat(scene().store().answered(ONCE)).isPresent();
    }

    @Test
    default void what_is_older_is_deleted_at_most_1000_at_once() {
        for (var i = 0; i < 1_001; i++) {
            once(TestWish.of("k"), new Once("key " + i, ""));
        }
        scene().turn(ofHours(24));
        once(TestWish.of("k"), ONCE);

        assertThat(scene().store().deleteAnswered()).isEqualTo(1_000);
        assertThat(scene().store().deleteAnswered()).isEqualTo(1);
        assertThat(scene().store().deleteAnswered()).isZero();
        assertThat(scene().store().answered(ONCE)).isPresent();
    }

    @Test
    default void of_many_at_the_same_time_one_makes_a_task_and_the_others_wait_for_it() {
        var answers = new ArrayList<CompletableFuture<Answer>>();
        for (var i = 0; i < 100; i++) {
            answers.add(scene().store().submitOnce(TestWish.of("k" + i).wish(), PACE, ONCE));
        }

        var firsts =
                answers.stream()
                        .map(CompletableFuture::join)
                        .filter(Answer.First.class::isInstance)
                        .toList();
        assertThat(firsts).hasSize(1);
        var task =
                ((Admission.Accepted) ((Answer.First) firsts.getFirst()).admission()).submitted();
        assertThat(answers)
                .filteredOn(answer -> answer.join() instanceof Answer.Again)
                .hasSize(99)
                .allMatch(answer ->
                        answer.join().equals(new Answer.Again(task.task().id(), Effect.CREATED)));
        assertThat(scene().claim(100)).hasSize(1);
    }
}
