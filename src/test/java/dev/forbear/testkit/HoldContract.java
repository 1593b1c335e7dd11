package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What a process has claimed is its own as long as it says so. */
interface HoldContract {

    StoreScene scene();

    @Test
    default void what_is_held_is_kept_however_long_it_runs() {
        scene().submit("k");
        var claim = scene().claim();
        for (var i = 0; i < 20; i++) {
            scene().turn(ofSeconds(6));
            assertThat(scene().store().renew(List.of(claim))).isEmpty();
            assertThat(scene().store().rescue()).isEmpty();
        }

        assertThat(scene().task("k")).isEqualTo(claim.task());
        assertThat(scene().settle(claim, success())).isPresent();
    }

    @Test
    default void who_holds_nothing_may_say_so() {
        assertThat(scene().store().renew(List.of())).isEmpty();
        assertThat(scene().store().cancelled(List.of())).isEmpty();
        assertThat(scene().store().rescue()).isEmpty();
    }

    @Test
    default void a_cancellation_is_told_until_its_attempt_is_settled() {
        scene().submit("on");
        scene().submit("off");
        var claims = scene().claim(2);
        var off = claims.getLast();
        assertThat(scene().store().cancelled(claims)).isEmpty();

        scene().store().cancel(id("off"));

        assertThat(scene().store().cancelled(claims)).containsExactly(off);
        assertThat(scene().store().cancelled(List.of(claims.getFirst()))).isEmpty();
        scene().submit("off");
        assertThat(scene().store().cancelled(claims)).containsExactly(off);
        assertThat(scene().store().renew(claims)).isEmpty();
        assertThat(scene().settle(off, success())).isEmpty();
        assertThat(scene().store().cancelled(claims)).isEmpty();
    }

    @Test
    default void a_later_claim_of_a_cancelled_task_is_not_meant() {
        scene().submit("k");
        var first = scene().claim();
        scene().settle(first, retry());
        scene().turn(ofSeconds(1));
        var second = scene().claim();
        scene().store().cancel(id("k"));

        assertThat(scene().store().cancelled(List.of(first))).isEmpty();
        assertThat(scene().store().cancelled(List.of(first, second))).containsExactly(second);
    }
}
