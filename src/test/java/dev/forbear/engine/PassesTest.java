package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.task.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** What is due starts on time, and nobody looks more often than that takes. */
class PassesTest {

    private final TestPasses all = new TestPasses();

    private TestPasses.Replica replica(int concurrency, String... names) {
        return all.replica((_, _) -> all.brief(), concurrency, Runnable::run, names);
    }

    private static void onTime(TestPasses.Replica replica) {
        assertThat(replica.lateness.values())
                .noneMatch(Duration::isNegative)
                .noneMatch(late -> late.compareTo(ofMillis(10)) > 0);
    }

    @Test
    void a_last_attempt_costs_one_more_look_than_another() {
        var replica = replica(1, "c");
        var last = replica.submit("c", "k", ofSeconds(3), 1);

        all.runFor(ofSeconds(4));

        assertThat(replica.lateness).containsEntry(last, ZERO);
        assertThat(replica.passes()).isLessThan(8);
    }

    @Test
    void a_quota_that_is_used_up_is_no_reason_to_look_again_before_the_next_is_due() {
        var replica = replica(1, "c");
        for (var i = 0; i < 10; i++) {
            replica.submit("c", "k" + i, ofSeconds(3).plusMillis(9L * i), null);
        }

        all.runFor(ofSeconds(4));

        assertThat(replica.lateness).hasSize(10);
        onTime(replica);
        assertThat(replica.passes()).isLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "16, 0", "1, 1", "16, 1"})
    void a_thousand_within_a_second_take_a_pass_for_each_ten_milliseconds_at_most(
            int concurrency, long millisBetween) {
        var replica = replica(concurrency, "c");
        for (var i = 0; i < 1_000; i++) {
            replica.submit("c", "k" + i, ofSeconds(3).plusMillis(millisBetween * i), null);
        }

        all.runFor(ofSeconds(5));

        assertThat(replica.lateness).hasSize(1_000);
        onTime(replica);
        assertThat(replica.passes()).isLessThan(120);
    }

    @Test
    void several_controllers_and_last_attempts_among_the_others_take_no_more() {
        var replica = replica(1, "a", "b", "c");
        for (var i = 0; i < 300; i++) {
            var name = List.of("a", "b", "c").get(i % 3);
            var most = i % 5 == 0 ? 1 : null;
            replica.submit(name, "k" + i, ofSeconds(3).plusMillis(7L * i), most);
        }

        all.runFor(ofSeconds(6));

        assertThat(replica.lateness).hasSize(300);
        onTime(replica);
        assertThat(replica.passes()).isLessThan(200);
    }

    @Test
    void replicas_that_take_each_others_start_all_on_time() {
        var one = replica(4, "c");
        var two = replica(4, "c");
        for (var i = 0; i < 300; i++) {
            one.submit("c", "k" + i, ofSeconds(3).plusMillis(7L * i), i % 5 == 0 ? 1 : null);
        }

        all.runFor(ofSeconds(6));

        assertThat(one.lateness.size() + two.lateness.size()).isEqualTo(300);
        onTime(one);
        onTime(two);
        assertThat(one.passes() + two.passes()).isLessThan(200);
    }

    @Test
    void what_was_passed_over_while_another_had_it_locked_starts_on_time() {
        var replica = replica(1, "c");
        all.runFor(ofMillis(5));
        var id = replica.submit("c", "k", ZERO, null);
        all.store.locked = id;
        all.runFor(ZERO);
        assertThat(replica.lateness).isEmpty();

        all.store.locked = null;
        all.runFor(ofMillis(20));

        assertThat(replica.lateness).containsEntry(id, ofMillis(20));
    }

    @Test
    void what_stays_passed_over_is_looked_for_each_second() {
        var replica = replica(1, "c");
        all.store.locked = replica.submit("c", "k", ZERO, null);

        all.runFor(ofSeconds(10));

        assertThat(replica.passes()).isLessThan(15);
    }

    @Test
    void what_was_claimed_early_and_finds_no_slot_is_given_back_soon() {
        try (var held = new HeldWork()) {
            var full = all.replica(held, 1, begun(held), "c");
            var early = full.submit("c", "early", ofMillis(90), null);
            all.runFor(ZERO);
            full.submit("c", "now", ZERO, null);
            all.runFor(ofMillis(280));
            assertThat(all.store.task(early).state().kind()).isEqualTo(Kind.RUNNING);

            all.runFor(ofMillis(10));

            assertThat(all.store.task(early).state().kind()).isEqualTo(Kind.QUEUED);
        }
    }

    /** Threads that are at work before anybody looks. */
    private static Executor begun(HeldWork work) {
        return worker -> {
            work.threads().execute(worker);
            work.awaitBegun();
        };
    }
}
