package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** How many there are, without counting them. */
interface CountContract {

    StoreScene scene();

    private Map<Kind, Long> counted(String controller) {
        var query = new Query(controller, null, null, null, null, null, 1_000, null);
        return scene().store().list(query).items().stream()
                .map(Stored::task)
                .collect(Collectors.groupingBy(task -> task.state().kind(), Collectors.counting()));
    }

    private void assertTalliesAreExact() {
        for (var controller : List.of("c", "d")) {
            var counted = counted(controller);
            var tally = scene().store().tallies().get(controller);
            for (var kind : Kind.values()) {
                assertThat(tally == null ? 0 : tally.of(kind))
                        .as(controller + " " + kind)
                        .isEqualTo(counted.getOrDefault(kind, 0L));
            }
        }
    }

    @RepeatedTest(3)
    default void tallies_equal_a_recount_whatever_happened(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var claims = new ArrayList<Claim>();
        for (var step = 0; step < 400; step++) {
            var key = new TaskId(random.nextBoolean() ? "c" : "d", "k" + random.nextInt(12));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> submit(key, random);
                case 3, 4 -> claims.addAll(scene().claim(1 + random.nextInt(3)));
                case 5, 6 -> settle(claims, random);
                case 7 -> scene().store().cancel(key);
                case 8 -> scene().store().retry(key);
                default -> house(random);
            }
            scene().turn(ofSeconds(random.nextInt(3)));
        }
        assertTalliesAreExact();
        assertThat(scene().store().tallies().keySet()).contains("c", "d");
    }

    private void submit(TaskId id, Random random) {
        var wish = TestWish.of(id.key()).to(id.controller()).spec("" + random.nextInt(2));
        scene().submit(random.nextInt(3) == 0 ? wish.deadline(ofSeconds(2)) : wish);
    }

    private void settle(List<Claim> claims, Random random) {
        if (claims.isEmpty()) {
            return;
        }
        var claim = claims.remove(random.nextInt(claims.size()));
        if (random.nextInt(5) == 0) {
            scene().store().giveBack(List.of(claim));
            return;
        }
        scene().settle(
                        claim,
                        switch (random.nextInt(5)) {
                            case 0 -> success();
                            case 1 -> giveUp(TerminalReason.NOT_RETRYABLE);
                            case 2 -> new Verdict.Requeue(ofSeconds(1));
                            case 3 -> new Verdict.Crashed(retry(), true);
                            default -> retry();
                        });
    }

    private void house(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> scene().store().expire(5);
            case 1 -> scene().store().deleteEnded("c", ofSeconds(20), ofSeconds(40));
            case 2 -> scene().store().deleteEnded("d", ZERO, ZERO);
            default -> scene().store().abandon(ofSeconds(500), 2);
        }
    }

    @Test
    default void the_oldest_that_is_due_tells_how_far_behind_a_controller_is() {
        scene().submit("a");
        scene().turn(ofSeconds(5));
        scene().submit("b");
        scene().submit(TestWish.of("later").to("d").in(ofSeconds(30)));
        scene().submit(TestWish.of("x").to("e"));
        scene().store().cancel(new TaskId("e", "x"));
        scene().turn(ofSeconds(1));

        assertThat(scene().store().oldestDueAges()).isEqualTo(Map.of("c", ofSeconds(6)));
        scene().claim(1);
        assertThat(scene().store().oldestDueAges()).isEqualTo(Map.of("c", ofSeconds(1)));
    }

    @Test
    default void what_is_due_is_counted_up_to_a_cap() {
        for (var i = 0; i < 5; i++) {
            scene().submit("k" + i);
        }
        scene().submit(TestWish.of("later").in(ofSeconds(30)));
        scene().submit(TestWish.of("x").to("d"));
        scene().store().cancel(id("k0"));

        assertThat(scene().store().ready(100)).containsEntry("c", 4L).containsEntry("d", 1L);
        assertThat(scene().store().ready(3)).containsEntry("c", 3L);
        scene().claim(2);
        assertThat(scene().store().ready(100)).containsEntry("c", 2L);
    }
}
