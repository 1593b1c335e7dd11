package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.forbear.task.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** In real time: a shutdown is bounded, whatever the store does. */
@Timeout(30)
class StopTest {

    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final CountDownLatch over = new CountDownLatch(1);

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
                            if (methods.contains(method.getName())) {
                                over.await();
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private Engine engine(TestQueue queue, Executor executor) {
        var controllers = queue.queue.controllers();
        return new Engine(
                hanging(queue.store, Set.of("giveBack", "settle")),
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

    private static void stopsInTime(Engine engine) throws InterruptedException {
        var begin = System.nanoTime();
        engine.stop(Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND.plus(SLACK));
    }

    @Test
    void a_store_that_hangs_when_claims_are_given_back_does_not_hold_the_stop() throws Exception {
        var queue = new TestQueue((_, _) -> new Verdict.Success());
        queue.submit("k");
        var engine = engine(queue, _ -> {});
        engine.pass();

        stopsInTime(engine);
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
            var engine = engine(queue, pool);
            engine.pass();
            assertThat(begun.await(10, SECONDS)).isTrue();

            stopsInTime(engine);
            over.countDown();
        }
    }
}
