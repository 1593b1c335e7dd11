package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.task.Kind;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

class WatchTest {

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final LinkedBlockingQueue<Interrupted> interrupted = new LinkedBlockingQueue<>();

    private record Interrupted(Cause cause, Instant at) {}

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private TestQueue queue;

    private Verdict last(Claim claim, Interruption interruption) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.add(new Interrupted(interruption.cause(), queue.now));
        }
        return TestQueue.retry(claim, "took too long");
    }

    @Test
    void an_attempt_is_interrupted_when_its_timeout_is_over() throws Exception {
        queue = new TestQueue(this::last, 1, pool);
        var id = queue.submit("k");
        queue.engine.pass();
        assertThat(begun.await(10, SECONDS)).isTrue();
        var start = queue.now;

        for (var second = 0; second < 60; second++) {
            queue.turn(Duration.ofSeconds(1));
            queue.engine.pass();
        }

        assertThat(interrupted.poll(10, SECONDS))
                .isEqualTo(new Interrupted(Cause.TIMEOUT, start.plus(Duration.ofMinutes(1))));
        await().until(() -> queue.task(id).state().kind() == Kind.BACKING_OFF);
        assertThat(queue.events(TaskEvent.Stuck.class)).isEmpty();
    }
}
