package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Over long histories: nothing is lost, and the log stays small. */
class FoldingBoundsTest {

    private final TestLog log = TestLog.text();

    /** Each fails at its schedule's times, and is terminal at its tenth. */
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
                    log.fail(1, "aa");
                    var delay = Math.min(60_000, 1_000L << (next[1] - 1));
                    due.add(new long[] {next[0] + delay + random.nextLong(delay / 4), next[1] + 1});
                } else {
                    log.end(1, "aa");
                }
                failures++;
            }
            log.pass(Duration.ofSeconds(1));
            log.newLines().forEach(_ -> times.add(log.millis()));
        }

        assertThat(failures).isEqualTo(20_000);
        assertThat(mostInAMinute(times)).isBetween(20, 60);
    }

    @Test
    void a_flood_on_every_channel_writes_at_most_60_lines_in_any_minute_and_some_in_each() {
        var times = new ArrayList<Long>();
        for (var second = 0; second < 300; second++) {
            log.fail(20, "aa");
            log.end(20, "aa");
            for (var i = 0; i < 20; i++) {
                var life = TaskLife.demo();
                log.on(life.fails("no"));
                log.on(life.succeeds());
                log.on(new TaskEvent.Stuck(TaskLife.demo().claim(), Duration.ofSeconds(65)));
            }
            collect(new ArrayList<>(), times);
            log.pass(Duration.ofSeconds(1));
            collect(new ArrayList<>(), times);
        }

        assertThat(mostInAMinute(times)).isBetween(50, 60);
        assertThat(times.getLast() / 1_000).as("it has not fallen silent").isGreaterThan(285);
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
        some.forEach(_ -> times.add(log.millis()));
    }

    private static void check(long seed) {
        var random = new Random(seed);
        var test = new FoldingBoundsTest();
        var times = new ArrayList<Long>();
        var all = new ArrayList<String>();
        var failures = 0;
        for (var step = 0; step < 400; step++) {
            var burst = random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(4);
            for (var i = 0; i < burst; i++) {
                var fingerprint = "f" + random.nextInt(1 + random.nextInt(8));
                if (random.nextInt(3) == 0) {
                    test.log.end(1, fingerprint);
                } else {
                    test.log.fail(1, fingerprint);
                }
            }
            failures += burst;
            test.collect(all, times);
            test.log.pass(Duration.ofMillis(1 + random.nextInt(1_000)));
            test.collect(all, times);
        }
        test.log.log.close();
        all.addAll(test.log.newLines());

        assertThat(TestLog.single(all).size() + TestLog.folded(all))
                .as("seed %s", seed)
                .isEqualTo(failures);
        assertThat(TestLog.folded(all)).as("seed %s", seed).isPositive();
        assertThat((long) test.log.meters.of("demo").folded.count())
                .as("seed %s", seed)
                .isEqualTo(TestLog.folded(all));
        assertThat(mostInAMinute(times)).as("seed %s", seed).isLessThanOrEqualTo(60);
    }
}
