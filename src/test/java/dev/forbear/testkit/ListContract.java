package dev.forbear.testkit;

import static dev.forbear.testkit.StoreScene.giveUp;
import static dev.forbear.testkit.StoreScene.id;
import static dev.forbear.testkit.StoreScene.retry;
import static dev.forbear.testkit.StoreScene.success;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TaskStore.Page;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Lists, in their orders, page by page. */
interface ListContract {

    StoreScene scene();

    private static List<String> keys(Page page) {
        return page.items().stream()
                .map(stored -> stored.task().id())
                .map(id -> id.controller().equals("c") ? id.key() : id.toString())
                .toList();
    }

    /** All keys, over pages of two. */
    private List<String> all(TestQuery wanted) {
        var keys = new ArrayList<String>();
        String cursor = null;
        do {
            var page = scene().store().list(wanted.page(2, cursor));
            keys.addAll(keys(page));
            cursor = page.next();
        } while (cursor != null);
        assertThat(keys(scene().store().list(wanted.page(1_000, null)))).isEqualTo(keys);
        return keys;
    }

    private void submit(String... keys) {
        for (var key : keys) {
            scene().submit(key);
            scene().turn(ofSeconds(1));
        }
    }

    private void failed(String key, TerminalReason reason) {
        scene().submit(TestWish.of(key).lane("l"));
        scene().settle(scene().claim(), giveUp(reason));
        scene().turn(ofSeconds(1));
    }

    @Test
    default void an_empty_store_has_an_empty_page() {
        assertThat(scene().store().list(TestQuery.ALL.page(10, null)))
                .isEqualTo(new Page(List.of(), null));
    }

    @Test
    default void the_newest_come_first_over_all_controllers() {
        submit("a", "b");
        scene().submit(TestWish.of("x").to("d"));
        submit("c");
        scene().submit("a");

        assertThat(all(TestQuery.ALL)).containsExactly("c", "d/x", "b", "a");
        assertThat(all(TestQuery.ALL.of("c"))).containsExactly("c", "b", "a");
        assertThat(all(TestQuery.ALL.of("d"))).containsExactly("d/x");
        assertThat(all(TestQuery.ALL.of("nobody"))).isEmpty();
    }

    @Test
    default void an_item_is_the_whole_task() {
        scene().ran("k", retry());

        assertThat(scene().store().list(TestQuery.ALL.page(1, null)).items())
                .containsExactly(scene().stored("k"));
    }

    @Test
    default void tasks_are_found_by_state() {
        scene().ran("ok", success());
        scene().ran("backing off", retry());
        scene().ran("failed", giveUp(TerminalReason.NOT_RETRYABLE));
        submit("running");
        scene().claim(9).stream()
                .filter(claim -> claim.attempt() == 2)
                .forEach(claim -> scene().store().giveBack(List.of(claim)));
        submit("off", "queued", "also queued");
        scene().store().cancel(id("off"));

        assertThat(all(TestQuery.ALL.in(Kind.QUEUED))).containsExactly("also queued", "queued");
        assertThat(all(TestQuery.ALL.in(Kind.RUNNING))).containsExactly("running");
        assertThat(all(TestQuery.ALL.in(Kind.BACKING_OFF))).containsExactly("backing off");
        assertThat(all(TestQuery.ALL.in(Kind.SUCCEEDED))).containsExactly("ok");
        assertThat(all(TestQuery.ALL.in(Kind.FAILED))).containsExactly("failed");
        assertThat(all(TestQuery.ALL.in(Kind.CANCELLED))).containsExactly("off");
    }

    @Test
    default void the_newest_failures_come_first() {
        submit("old task");
        scene().claim();
        failed("a", TerminalReason.NOT_RETRYABLE);
        failed("b", TerminalReason.ATTEMPTS_EXHAUSTED);
        scene().settle(scene().heir(), giveUp(TerminalReason.NOT_RETRYABLE));

        assertThat(all(TestQuery.ALL.in(Kind.FAILED))).containsExactly("old task", "b", "a");
        assertThat(all(TestQuery.ALL.reason(TerminalReason.NOT_RETRYABLE)))
                .containsExactly("old task", "a");
        assertThat(all(TestQuery.ALL.in(Kind.FAILED).reason(TerminalReason.ATTEMPTS_EXHAUSTED)))
                .containsExactly("b");
        assertThat(all(TestQuery.ALL.in(Kind.QUEUED).reason(TerminalReason.ATTEMPTS_EXHAUSTED)))
                .isEmpty();
        assertThat(all(TestQuery.ALL.in(Kind.FAILED).lane("l"))).containsExactly("b", "a");
    }

    @Test
    default void failures_of_one_moment_are_each_listed_once() {
        for (var i = 0; i < 5; i++) {
            scene().ran("k" + i, giveUp(TerminalReason.NOT_RETRYABLE));
        }

        assertThat(all(TestQuery.ALL.in(Kind.FAILED)))
                .containsExactly("k4", "k3", "k2", "k1", "k0");
    }

    @Test
    default void tasks_are_found_by_the_fingerprint_of_their_last_failure() {
        scene().ran("a", retry("12"));
        scene().ran("b", retry("123"));
        scene().ran("c", retry("12"));
        failed("d", TerminalReason.NOT_RETRYABLE);

        assertThat(all(TestQuery.ALL.fingerprint("f2"))).containsExactly("d", "c", "a");
        assertThat(all(TestQuery.ALL.fingerprint("f2").in(Kind.BACKING_OFF)))
                .containsExactly("c", "a");
        assertThat(all(TestQuery.ALL.fingerprint("f2").in(Kind.FAILED))).containsExactly("d");
        assertThat(all(TestQuery.ALL.fingerprint("f9"))).isEmpty();
    }

    @Test
    default void tasks_are_found_by_lane() {
        scene().submit(TestWish.of("a").lane("l"));
        scene().submit(TestWish.of("b").lane("m"));
        scene().submit(TestWish.of("c").lane("l").in(ofMinutes(1)));
        submit("d");

        assertThat(all(TestQuery.ALL.lane("l"))).containsExactly("c", "a");
        assertThat(all(TestQuery.ALL.lane("l").in(Kind.RUNNING))).isEmpty();
        assertThat(all(TestQuery.ALL.lane("l").of("d"))).isEmpty();
    }

    @Test
    default void with_a_prefix_keys_come_in_their_order() {
        submit("b", "ab", "a", "ac", "a~", "A", "aba");
        scene().submit(TestWish.of("ab").to("d"));

        assertThat(all(TestQuery.ALL.keyPrefix("a")))
                .containsExactly("a", "ab", "d/ab", "aba", "ac", "a~");
        assertThat(all(TestQuery.ALL.of("c").keyPrefix("ab"))).containsExactly("ab", "aba");
        assertThat(all(TestQuery.ALL.keyPrefix("a").in(Kind.RUNNING))).isEmpty();
        assertThat(all(TestQuery.ALL.keyPrefix(""))).hasSize(8);
    }

    @Test
    default void what_changes_between_two_pages_is_neither_repeated_nor_lost() {
        submit("a", "b", "c", "d", "e");
        var first = scene().store().list(TestQuery.ALL.page(2, null));
        scene().settle(scene().claim(9).getFirst(), success());
        submit("new", "newer");

        var second = scene().store().list(TestQuery.ALL.page(9, first.next()));

        assertThat(keys(first)).containsExactly("e", "d");
        assertThat(keys(second)).containsExactly("c", "b", "a");
        assertThat(second.next()).isNull();
    }

    @Test
    default void a_failure_that_fails_again_moves_up_and_is_not_seen_twice() {
        failed("a", TerminalReason.NOT_RETRYABLE);
        failed("b", TerminalReason.NOT_RETRYABLE);
        failed("c", TerminalReason.NOT_RETRYABLE);
        var failed = TestQuery.ALL.in(Kind.FAILED);
        var first = scene().store().list(failed.page(1, null));
        failed("c", TerminalReason.NOT_RETRYABLE);

        assertThat(keys(scene().store().list(failed.page(9, first.next()))))
                .containsExactly("b", "a");
    }

    @Test
    default void a_cursor_of_another_query_or_of_nobody_is_refused() {
        submit("a", "b", "c");
        var cursor = scene().store().list(TestQuery.ALL.of("c").page(1, null)).next();
        assertThat(cursor).isNotNull();

        assertThat(keys(scene().store().list(TestQuery.ALL.of("c").page(2, cursor))))
                .containsExactly("b", "a");
        for (var query :
                List.of(
                        TestQuery.ALL.page(1, cursor),
                        TestQuery.ALL.of("d").page(1, cursor),
                        TestQuery.ALL.of("c").in(Kind.FAILED).page(1, cursor),
                        TestQuery.ALL.of("c").page(1, cursor + "A"),
                        TestQuery.ALL.of("c").page(1, "@@"),
                        TestQuery.ALL.of("c").page(1, ""),
                        TestQuery.ALL.of("c").page(1, "MSwyLDMsNA"))) {
            assertThatThrownBy(() -> scene().store().list(query))
                    .as(query.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cursor");
        }
    }
}
