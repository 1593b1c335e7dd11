package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;

import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Which lines are written and which are counted, in virtual time. */
class FoldingTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final TestLog log = TestLog.text();

    @Test
    void five_lines_are_written_at_once_and_nothing_follows() {
        log.fail(5, "aa");
        assertThat(log.newLines()).hasSize(5);

        log.pass(Duration.ofMinutes(1));
        assertThat(log.newLines()).isEmpty();
    }

    @Test
    void what_is_beyond_five_lines_is_one_summary_when_the_ten_seconds_are_over() {
        log.fail(7, "aa");
        log.fail(20, "bb");
        log.fail(2, "cc");
        log.fail(1, "dd");
        assertThat(log.newLines()).hasSize(5);

        log.pass(WINDOW.minusSeconds(1));
        assertThat(log.newLines()).isEmpty();
        log.pass(Duration.ofSeconds(1));

        assertThat(log.newLines())
                .containsExactly(
                        "WARN forbear.attempt : more attempts failed controller=demo folded=25"
                                + " within=10s fingerprints=4 top=\"bb x20 E: of bb; cc x2 E: of"
                                + " cc; dd x1 E: of dd\" rest=2");
        assertThat(log.meters.of("demo").folded.count()).isEqualTo(25);
    }

    @Test
    void a_window_begins_with_its_first_line_and_the_next_one_with_the_next() {
        log.fail(6, "aa");
        log.pass(WINDOW);
        log.pass(Duration.ofSeconds(25));
        log.newLines();

        log.fail(6, "aa");

        assertThat(log.newLines()).hasSize(5);
    }

    @Test
    void levels_and_controllers_do_not_share_their_lines() {
        log.fail(9, "aa");
        log.end(9, "aa");
        for (var i = 0; i < 9; i++) {
            log.on(new TaskLife("other", "k").fails(TestLog.failure("aa")));
        }
        assertThat(log.newLines()).hasSize(15);

        log.pass(WINDOW);
        assertThat(log.newLines())
                .hasSize(3)
                .anyMatch(l -> l.startsWith("WARN forbear.attempt") && l.contains("=demo folded=4"))
                .anyMatch(l -> l.startsWith("ERROR forbear.terminal") && l.contains(" folded=4 "))
                .anyMatch(l -> l.contains("controller=other folded=4 "));
    }

    @Test
    void in_a_storm_a_new_fingerprint_has_its_line_at_once_and_repeats_wait_for_what_is_left() {
        log.fail(100, "aa");
        log.pass(WINDOW);
        log.newLines();

        log.fail(100, "aa");
        assertThat(log.newLines()).as("two are kept for what is new").hasSize(3);
        log.fail(1, "bb");
        assertThat(log.newLines()).singleElement().asString().contains("fingerprint=bb");
        log.fail(1, "bb");
        assertThat(log.newLines()).as("it is new once").isEmpty();

        log.pass(WINDOW);
        var rest = log.newLines();
        assertThat(TestLog.single(rest)).singleElement().asString().contains("fingerprint=aa");
        assertThat(TestLog.folded(rest)).isEqualTo(97);
    }

    @Test
    void in_a_storm_without_anything_new_there_are_five_lines_a_window_too() {
        log.fail(100, "aa");
        log.pass(WINDOW);
        log.newLines();

        log.fail(100, "aa");
        log.pass(WINDOW);

        assertThat(TestLog.single(log.lines())).hasSize(5);
        assertThat(TestLog.folded(log.newLines())).isEqualTo(95);
    }

    @Test
    void a_summary_names_new_fingerprints_first() {
        log.fail(6, "aa");
        log.fail(50, "aa");
        log.fail(1, "bb");
        log.pass(WINDOW);

        assertThat(log.lines().getLast()).contains("top=\"bb x1 E: of bb; aa x51 E: of aa\"");
    }

    @Test
    void attempts_at_debug_do_not_fold_and_the_rest_does() {
        log.context.getLogger("forbear.attempt").setLevel(Level.DEBUG);
        log.fail(30, "aa");
        log.end(30, "aa");

        assertThat(log.newLines()).hasSize(35);
    }

    @Test
    void a_shutdown_writes_what_was_kept_back_and_from_then_on_nothing_is() {
        log.fail(12, "aa");
        log.newLines();

        log.log.close();
        assertThat(TestLog.folded(log.newLines())).isEqualTo(7);
        log.fail(9, "aa");
        assertThat(log.newLines()).hasSize(9);
    }

    @Test
    void a_summary_comes_when_it_is_due_though_nothing_else_happens() {
        log.fail(12, "aa");
        log.log.started();

        log.turn(WINDOW);

        await().atMost(Duration.ofSeconds(10)).until(() -> TestLog.folded(log.lines()) == 7);
        log.log.close();
    }

    @Test
    void a_stack_trace_is_written_once_for_a_fingerprint_and_ten_minutes() {
        var thrown = Failure.of(new IllegalStateException("no"));
        log.on(TaskLife.demo().fails(thrown));
        assertThat(log.newLines()).hasSizeGreaterThan(5);

        log.on(TaskLife.demo().fails(thrown));
        log.on(TaskLife.demo().givesUp(thrown, TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(log.newLines()).hasSize(2);

        log.pass(Duration.ofMinutes(9));
        log.on(TaskLife.demo().fails(thrown));
        assertThat(log.newLines()).hasSize(1);
        log.pass(Duration.ofMinutes(2));
        log.on(TaskLife.demo().fails(thrown));
        assertThat(log.newLines()).hasSizeGreaterThan(5);
    }

    @Test
    void at_debug_a_stack_trace_is_written_once_too() {
        log.context.getLogger("forbear.attempt").setLevel(Level.DEBUG);
        var thrown = Failure.of(new IllegalStateException("no"));
        log.on(TaskLife.demo().fails(thrown));
        log.pass(Duration.ofMinutes(1));
        log.newLines();

        log.on(TaskLife.demo().fails(thrown));
        assertThat(log.newLines()).hasSize(1);
    }

    @Test
    void a_flood_of_fingerprints_is_remembered_within_bounds() {
        var recent = new Recent();
        for (var i = 0; i < 10_000; i++) {
            recent.show("f" + i, i);
        }
        assertThat(recent.isNew("another", 10_000)).isFalse();
        assertThat(recent.isNew("another", Recent.SPAN + 100)).isTrue();

        var folded = new Folded();
        for (var i = 0; i < 10_000; i++) {
            folded.add(line("f" + i), false);
        }
        var summary = folded.summary(Channel.ATTEMPT, "demo", WINDOW).pairs().toString();
        assertThat(summary)
                .contains(" folded=10000 ", "fingerprints=100+", "rest=9997")
                .hasSizeLessThan(500);
    }

    private static Line line(String fingerprint) {
        return new Line(Channel.ATTEMPT, "m", "demo", fingerprint, "s", new Pairs(), null);
    }
}
