package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.forbear.task.Kind;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** In real time: a shutdown is bounded, whatever the store does. */
@Tag("slow")
@Timeout(30)
class StopTest {

    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch hung = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        over.countDown();
    }

    /** The queue's store, whose named methods hang until the test is over. */
    private TaskStore hanging(TaskStore store, Set<String> methods) {
        return (TaskStore)
                Proxy.newProxyInstance(
                        TaskStore.class.getClassLoader(),
                        new Class<?>[] {TaskStore.class},
                        (_, method, arguments) -> {
                            var hanging = methods.contains(method.getName());
                            if (hanging) {
                                hangs.countDown();
                                over.await();
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                if (hanging) {
                                    hung.countDown();
                                }
                            }
                        });
    }

    private Engine engine(TestQueue queue, Executor executor, String... hanging) {
        var controllers = queue.queue.controllers();
        return new Engine(
                hanging(queue.store, Set.of(hanging)),
                controllers,
                new Engine.Parts(
                        executor,
                        System::nanoTime,
                        queue.clock,
                        new Random(1),
                        _ -> {},
                        controllers.here().iterator().next().settings().retention(),
                        Duration.ofDays(7)));
    }

    private static Engine.Stopped stopsInTime(Engine engine) throws InterruptedException {
        var begin = System.nanoTime();
        var stopped = engine.stop(Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND.plus(SLACK));
        return stopped;
    }

    @Test
    void a_store_that_hangs_when_claims_are_given_back_does_not_hold_the_stop() throws Exception {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.submit("k");
        var engine = engine(queue, _ -> {}, "giveBack", "settle");
        engine.pass();

        stopsInTime(engine);
    }

    @Test
    void what_ends_at_the_interrupt_is_counted_as_interrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var queue =
                new TestQueue((_, _) -> {
                    begun.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException _) {
                        return new Verdict.Interrupted();
                    }
                    return new Verdict.Success();
                });
        queue.submit("k");
        try (var pool = Executors.newCachedThreadPool()) {
            var engine = engine(queue, pool);
            engine.pass();
            assertThat(begun.await(10, SECONDS)).isTrue();

            assertThat(stopsInTime(engine)).isEqualTo(new Engine.Stopped(0, 1, 0));
        }
    }

    @Test
    void nor_does_an_attempt_that_ignores_its_interrupt_and_cannot_be_settled() throws Exception {
        var begun = new CountDownLatch(1);
        var queue =
                new TestQueue((_, _) -> {
                    begun.countDown();
                    while (over.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return new Verdict.Success();
                });
        queue.submit("k");
        try (var pool = Executors.newCachedThreadPool()) {
            try {
                var engine = engine(queue, pool, "giveBack", "settle");
                engine.pass();
                assertThat(begun.await(10, SECONDS)).isTrue();

                assertThat(stopsInTime(engine)).isEqualTo(new Engine.Stopped(0, 0, 1));
                assertThat(engine.stop(Duration.ofMillis(1)))
                        .as("a second stop, which does nothing")
                        .isEqualTo(new Engine.Stopped(0, 0, 0));
            } finally {
                over.countDown(); // or the pool would wait for the attempt for ever
            }
        }
    }

    @Test
    void what_a_store_that_hung_claims_after_the_stop_is_given_back_and_never_starts()
            throws Exception {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        var id = queue.submit("k");
        var started = new CopyOnWriteArrayList<Runnable>();
        var engine = engine(queue, started::add, "claim");
        engine.start();
        assertThat(hangs.await(10, SECONDS)).isTrue();

        stopsInTime(engine);
        over.countDown();

        assertThat(hung.await(10, SECONDS)).isTrue();
        assertThat(queue.store.rowsClaimed).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(queue.task(id).state().kind()).isEqualTo(Kind.QUEUED);
            assertThat(queue.task(id).progress().attempts()).isZero();
        });
        assertThat(started).isEmpty();
    }
}
