package dev.forbear.retry;

import static dev.forbear.retry.Attempts.attempt;
import static dev.forbear.retry.Attempts.failing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Interruptions;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/** A task that waits for its retry holds no thread. */
@Tag("slow")
class ManyTasksTest {

    @Test
    @Timeout(60)
    void fifty_thousand_tasks_fail_five_times_on_one_thread_and_hold_none() {
        var attempt = attempt(failing(new IOException("down")), Claims.DEFAULTS);
        var threads = ManagementFactory.getThreadMXBean();
        var startedBefore = threads.getTotalStartedThreadCount();
        var waits = 0L;

        for (var n = 1; n <= 5; n++) {
            var claim = Claims.attempt(n);
            for (var task = 0; task < 50_000; task++) {
                var verdict = (Verdict.Retry) attempt.run(claim, Interruptions.none());
                waits += verdict.delay().toMillis();
            }
        }

        assertThat(waits / 250_000).as("mean wait, ms").isBetween(6_100L, 6_300L);
        assertThat(threads.getTotalStartedThreadCount() - startedBefore)
                .as("threads started meanwhile, the JVM's own among them")
                .isLessThan(20);
    }
}
