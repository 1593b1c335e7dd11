package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.testkit.ForbearQueue;
import dev.forbear.testkit.ForbearTest;

import org.junit.jupiter.api.RepeatedTest;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Each repetition is another start of the application, at the same moment of virtual time. */
@ForbearTest(SeedsTest.DownReconciler.class)
class SeedsTest {

    private static final Set<Set<Duration>> DRAWN = ConcurrentHashMap.newKeySet();

    static class DownReconciler implements Reconciler<Object> {
        @Override
        public String name() {
            return "down";
        }

        @Override
        public Result reconcile(Request<Object> request) {
            throw new IllegalStateException("down");
        }
    }

    @RepeatedTest(3)
    void processes_that_start_in_the_same_millisecond_draw_different_delays(ForbearQueue queue) {
        var delays = new TreeSet<Duration>();
        for (var key = 1; key <= 5; key++) {
            queue.submit("down", "k" + key, null);
        }
        queue.runDue();
        for (var key = 1; key <= 5; key++) {
            delays.add(queue.task("down", "k" + key).nextDelay());
        }

        assertThat(delays).as("drawn one by one").hasSizeGreaterThan(1);
        assertThat(DRAWN.add(delays)).as("new, and not another's %s", delays).isTrue();
    }
}
