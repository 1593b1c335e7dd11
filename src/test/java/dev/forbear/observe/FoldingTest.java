package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which lines are written and which are counted, in virtual time. */
class FoldingTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Pattern FOLDED = Pattern.compile(" folded=(\\d+) ");

    private final TestLog log = TestLog.text();

    private void fail(int times, String fingerprint) {
        for (var i = 0; i < times; i++) {
            log.on(TaskLife.demo().fails(failure(fingerprint)));
        }
    }

    private void end(int times, String fingerprint) {
        for (var i = 0; i < times; i++) {
            log.on(
                    TaskLife.demo()
                            .givesUp(failure(fingerprint), TerminalReason.ATTEMPTS_EXHAUSTED));
        }
    }

    private static Failure failure(String fingerprint) {
        return new Failure("E", "of " + fingerprint, fingerprint, null);
    }

    private static List<String> single(List<String> lines) {
        return lines.stream().filter(isSummary().negate()).toList();
    }

    private static List<String> summaries(List<String> lines) {
        return lines.stream().filter(isSummary()).toList();
    }

    private static Predicate<String> isSummary() {
        return line -> line.contains(" folded=");
    }

    private static long folded(List<String> lines) {
        return lines.stream()
                .map(FOLDED::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void five_lines_are_written_at_once_and_nothing_follows() {
        fail(5, "aa");
        assertThat(log.newLines()).hasSize(5);

        log.pass(Duration.ofMinutes(1));
        assertThat(log.newLines()).isEmpty();
    }

    @Test
    void what_is_beyond_five_lines_is_one_summary_when_the_ten_seconds_are_over() {
        fail(7, "aa");
        fail(20, "bb");
        fail(2, "cc");
        fail(1, "dd");
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
        fail(6, "aa");
        log.pass(WINDOW);
        log.pass(Duration.ofSeconds(25));
        log.newLines();

        fail(6, "aa");

        assertThat(log.newLines()).hasSize(5);
    }

    @Test
    void levels_and_controllers_do_not_share_their_lines() {
        fail(9, "aa");
        end(9, "aa");
        for (var i = 0; i < 9; i++) {
            log.on(new TaskLife("other", "k").fails(failure("aa")));
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
        fail(100, "aa");
        log.pass(WINDOW);
        log.newLines();

        fail(100, "aa");
        assertThat(log.newLines()).as("two are kept for what is new").hasSize(3);
        fail(1, "bb");
        assertThat(log.newLines()).singleElement().asString().contains("fingerprint=bb");
        fail(1, "bb");
        assertThat(log.newLines()).as("it is new once").isEmpty();

        log.pass(WINDOW);
        var rest = log.newLines();
        assertThat(single(rest)).singleElement().asString().contains("fingerprint=aa");
        assertThat(folded(rest)).isEqualTo(97);
    }

    @Test
    void in_a_storm_without_anything_new_there_are_five_lines_a_window_too() {
        fail(100, "aa");
        log.pass(WINDOW);
        log.newLines();

        fail(100, "aa");
        log.pass(WINDOW);

        assertThat(single(log.lines())).hasSize(5);
        assertThat(folded(log.newLines())).isEqualTo(95);
    }

    @Test
    void a_summary_names_new_fingerprints_first() {
        fail(6, "aa");
        fail(50, "aa");
        fail(1, "bb");
        log.pass(WINDOW);

        assertThat(log.lines().getLast()).contains("top=\"bb x1 E: of bb; aa x51 E: of aa\"");
    }

    @Test
    void attempts_at_debug_do_not_fold_and_the_rest_does() {
        log.context.getLogger("forbear.attempt").setLevel(Level.DEBUG);
        fail(30, "aa");
        end(30, "aa");

        assertThat(log.newLines()).hasSize(35);
    }

    @Test
    void a_shutdown_writes_what_was_kept_back_and_from_then_on_nothing_is() {
        fail(12, "aa");
        log.newLines();

        log.log.close();
        assertThat(folded(log.newLines())).isEqualTo(7);
        fail(9, "aa");
        assertThat(log.newLines()).hasSize(9);
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

    /** Each of 2,000 tasks fails at its schedule's times; the third level joins in at the end. */
    @Test
    void a_storm_of_2_000_failing_tasks_writes_at_most_60_lines_in_any_minute() {
        var random = new Random(1);
        var due = new PriorityQueue<long[]>((a, b) -> Long.compare(a[0], b[0]));
        for (var i = 0; i < 2_000; i++) {
            due.add(new long[] {random.nextInt(1_000), 1});
        }
        var times = new ArrayList<Long>();
        var failures = 0;
        for (var second = 0; second < 400; second++) {
            while (!due.isEmpty() && due.peek()[0] < second * 1_000L) {
                var next = due.remove();
                if (next[1] < 10) {
                    fail(1, "aa");
                    var delay = Math.min(60_000, 1_000L << (next[1] - 1));
                    due.add(new long[] {next[0] + delay + random.nextLong(delay / 4), next[1] + 1});
                } else {
                    end(1, "aa");
                }
                failures++;
            }
            log.pass(Duration.ofSeconds(1));
            log.newLines().forEach(_ -> times.add(log.nanos / 1_000_000));
        }

        assertThat(failures).isEqualTo(20_000);
        assertThat(mostInAMinute(times)).isBetween(20, 60);
    }

    private static int mostInAMinute(List<Long> millis) {
        var most = 0;
        for (int from = 0, to = 0; to < millis.size(); to++) {
            while (millis.get(to) - millis.get(from) >= 60_000) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @Test
    void every_failure_is_in_a_line_or_in_a_count_whatever_happens_when() {
        for (var seed = 1; seed <= 12; seed++) {
            check(seed);
        }
    }

    private void collect(List<String> lines, List<Long> times) {
        var some = log.newLines();
        lines.addAll(some);
        some.forEach(_ -> times.add(log.nanos / 1_000_000));
    }

    private static void check(long seed) {
        var random = new Random(seed);
        var test = new FoldingTest();
        var times = new ArrayList<Long>();
        var all = new ArrayList<String>();
        var failures = 0;
        for (var step = 0; step < 400; step++) {
            var burst = random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(4);
            for (var i = 0; i < burst; i++) {
                var fingerprint = "f" + random.nextInt(1 + random.nextInt(8));
                if (random.nextInt(3) == 0) {
                    test.end(1, fingerprint);
                } else {
                    test.fail(1, fingerprint);
                }
            }
            failures += burst;
            test.collect(all, times);
            test.log.pass(Duration.ofMillis(1 + random.nextInt(1_000)));
            test.collect(all, times);
        }
        test.log.log.close();
        all.addAll(test.log.newLines());

        assertThat(single(all).size() + folded(all)).as("seed %s", seed).isEqualTo(failures);
        assertThat(summaries(all)).as("seed %s", seed).isNotEmpty();
        assertThat((long) test.log.meters.of("demo").folded.count())
                .as("seed %s", seed)
                .isEqualTo(folded(all));
        assertThat(mostInAMinute(times)).as("seed %s", seed).isLessThanOrEqualTo(60);
    }
}
