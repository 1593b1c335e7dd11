package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.Interruption.Cause;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a controller does until the test lets it end; interrupted, it fails. On real threads, while
 * time is virtual.
 */
final class HeldWork implements TestQueue.Work, AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Cause interruptedBy;

    ExecutorService threads() {
        return threads;
    }

    @Override
    public Verdict run(Claim claim, Interruption interruption) {
        begun.incrementAndGet();
        try {
            done.await();
            return new Verdict.Success();
        } catch (InterruptedException _) {
            interruptedBy = interruption.cause();
            return TestQueue.retry(claim, "interrupted");
        }
    }

    void awaitBegun() {
        awaitBegun(1);
    }

    void awaitBegun(int times) {
        await().until(() -> begun.get() >= times);
    }

    boolean interrupted() {
        return interruptedBy != null;
    }

    void awaitInterrupt(Cause... causes) {
        await().until(this::interrupted);
        assertThat(interruptedBy).isIn((Object[]) causes);
    }

    /** Lets it succeed. */
    void end() {
        done.countDown();
    }

    /** Until no thread of the replica is at work, and what they did is written or kept. */
    void awaitEnd(TestReplicas.Replica replica) throws InterruptedException {
        await().until(() -> replica.engine.running("c") == 0);
        replica.engine.awaitSettled(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        end();
        threads.shutdownNow();
    }
}
