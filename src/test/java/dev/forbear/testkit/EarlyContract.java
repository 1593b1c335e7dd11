package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.LIMIT;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is due within a moment is claimed before it is, by who wants that. */
public interface EarlyContract {

    StoreScene scene();

    private List<Claim> early(int slots, int early) {
        return scene().claim(new Appetite("c", slots, 0, early, LIMIT)).claims();
    }

    private List<String> keys(List<Claim> claims) {
        return claims.stream().map(claim -> claim.task().id().key()).toList();
    }

    private void soon(String key) {
        scene().submit(TestWish.of(key).in(ofMillis(80)));
    }

    @Test
    default void what_is_due_soon_is_claimed_and_begins_when_it_is_due() {
        soon("k");
        scene().submit(TestWish.of("later").in(ofMinutes(2)));
        var now = scene().time().instant();
        assertThat(early(1, 0)).isEmpty();

        var claims = scene().claim(new Appetite("c", 1, 0, 3, LIMIT));

        assertThat(keys(claims.claims())).containsExactly("k");
        assertThat(claims.nextDue()).isEqualTo(ofMinutes(2));
        var claim = claims.claims().getFirst();
        assertThat(claim.lateness()).isEqualTo(ofMillis(-80));
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.task().state()).isEqualTo(new State.Running(null));
        assertThat(claim.task().progress().startedAt()).isEqualTo(now.plusMillis(80));
        assertThat(claim.task().updatedAt()).isEqualTo(now);
        assertThat(scene().task("k")).isEqualTo(claim.task());
        scene().turn(ofMillis(90));
        assertThat(scene().settle(claim, success())).isPresent();
    }

    @Test
    default void what_is_due_comes_first_and_what_is_not_takes_none_of_its_slots() {
        soon("soon");
        scene().submit("now");

        assertThat(keys(early(1, 1))).containsExactly("now", "soon");
        soon("soon too");
        soon("soon three");
        assertThat(keys(early(5, 1))).containsExactly("soon too");
    }

    @Test
    default void a_last_attempt_is_never_claimed_early() {
        scene().submit(TestWish.of("k").in(ofMillis(80)).maxAttempts(1));

        var claims = scene().claim(new Appetite("c", 1, 0, 1, LIMIT));

        assertThat(claims.claims()).isEmpty();
        assertThat(claims.nextDue()).isEqualTo(ofMillis(80));
        scene().turn(ofMillis(80));
        assertThat(early(1, 1)).hasSize(1);
    }

    @Test
    default void what_would_start_after_its_deadline_is_never_claimed_early() {
        var wish = TestWish.of("k").in(ofMillis(80)).deadline(new When.After(ofMillis(79)));
        scene().submit(wish);

        var claims = scene().claim(new Appetite("c", 1, 0, 1, LIMIT));

        assertThat(claims.claims()).isEmpty();
        assertThat(claims.expired()).as("which is not over yet").isEmpty();
    }

    @Test
    default void what_crashed_is_never_claimed_early() {
        scene().submit("k");
        scene().settle(scene().claim(), new Verdict.Crashed(retry(), true));
        scene().turn(ofMillis(950));

        assertThat(early(1, 1)).isEmpty();
        scene().turn(ofMillis(50));
        assertThat(early(1, 1)).hasSize(1);
    }

    @Test
    default void what_is_given_back_before_it_is_due_waits_on_as_if_it_had_not_been_claimed() {
        scene().submit("k");
        scene().settle(scene().claim(), retry());
        scene().turn(ofMillis(950));
        var before = scene().task("k");
        assertThat(before.progress().floor()).as("its cooldown").isNotNull();
        var claims = early(1, 1);

        scene().store().giveBack(claims);

        assertThat(scene().task("k")).isEqualTo(before);
        assertThat(before.state().kind()).isEqualTo(Kind.BACKING_OFF);
        assertThat(early(1, 0)).isEmpty();
        scene().turn(ofMillis(50));
        assertThat(early(1, 0)).hasSize(1);
    }

    @Test
    default void what_was_claimed_early_and_is_lost_counts_as_any_other() {
        soon("k");
        assertThat(early(1, 1)).hasSize(1);

        var heir = scene().heir();

        assertThat(heir.attempt()).isEqualTo(1);
        scene().turn(ofSeconds(1));
        assertThat(scene().settle(heir, new Verdict.Crashed(retry(), true))).isPresent();
        assertThat(scene().task("k").progress().crashes()).isEqualTo(1);
    }
}
