package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

class LoopTest {

    private static final Duration LONG = Duration.ofHours(1);

    private Loop loop = loop(() -> LONG);

    private static Loop loop(Supplier<Duration> pass) {
        return new Loop("test-loop", pass, System::nanoTime, new Outage(System::nanoTime));
    }

    @AfterEach
    void close() throws InterruptedException {
        loop.close(Duration.ofSeconds(5));
    }

    @Test
    void the_first_pass_comes_at_once_and_the_next_when_it_said() {
        var passes = new AtomicInteger();
        loop = loop(() -> passes.incrementAndGet() < 3 ? Duration.ofMillis(1) : LONG);

        loop.start();

        await().untilAtomic(passes, org.hamcrest.Matchers.equalTo(3));
    }

    @Test
    void a_wake_up_cuts_the_wait_short() throws Exception {
        var passes = new AtomicInteger();
        var first = new CountDownLatch(1);
        loop =
                loop(() -> {
                    passes.incrementAndGet();
                    first.countDown();
                    return LONG;
                });
        loop.start();
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();

        loop.dueIn(Duration.ZERO);

        await().untilAtomic(passes, org.hamcrest.Matchers.equalTo(2));
    }

    @Test
    void a_wake_up_during_a_pass_is_not_lost() {
        var passes = new AtomicInteger();
        loop =
                loop(() -> {
                    if (passes.incrementAndGet() == 1) {
                        loop.dueIn(Duration.ZERO);
                    }
                    return LONG;
                });

        loop.start();

        await().untilAtomic(passes, org.hamcrest.Matchers.equalTo(2));
    }

    @Test
    void an_exception_in_the_loop_does_not_end_all_later_retries() {
        var passes = new AtomicInteger();
        loop =
                loop(() -> {
                    if (passes.incrementAndGet() == 1) {
                        throw new StackOverflowError("planted");
                    }
                    return LONG;
                });

        loop.start();

        await().untilAtomic(passes, org.hamcrest.Matchers.equalTo(2));
    }

    @Test
    void a_far_wake_up_does_not_overflow() {
        loop.dueIn(Duration.ofSeconds(Long.MAX_VALUE));
        loop.dueIn(Duration.ofDays(3_650));
        loop.dueIn(Duration.ofDays(-1));
    }

    @Test
    void a_closed_loop_makes_no_pass() throws Exception {
        var passes = new AtomicInteger();
        loop =
                loop(() -> {
                    passes.incrementAndGet();
                    return LONG;
                });
        loop.close(Duration.ofSeconds(1));

        loop.start();
        loop.dueIn(Duration.ZERO);

        assertThat(passes).hasValue(0);
    }
}
