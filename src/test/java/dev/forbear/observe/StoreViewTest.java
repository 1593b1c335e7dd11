package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Controllers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

class StoreViewTest {

    private final ReadStore store = new ReadStore();
    private final AtomicLong nanos = new AtomicLong();
    private final StoreView view =
            new StoreView(store, new Controllers(List.of()), nanos::get, false);

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Timeout(60)
    void who_asks_whether_the_store_was_reached_does_not_wait_while_it_hangs() throws Exception {
        assertThat(view.reached()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        var looking = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        store.beforeAnswer =
                () -> {
                    looking.countDown();
                    await(answered);
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var scrape = threads.submit(view::up);
            looking.await();
            try {
                assertThat(threads.submit(view::reached))
                        .succeedsWithin(Duration.ofSeconds(20))
                        .isEqualTo(true);
            } finally {
                answered.countDown();
            }
            assertThat(scrape.get()).isTrue();
        }
    }

    @Test
    void a_store_that_was_reached_once_stays_so_and_one_that_never_was_does_not() {
        store.away = true;
        assertThat(view.reached()).isFalse();
        store.away = false;
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(view.reached()).isTrue();
        store.away = true;
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(view.up()).isFalse();
        assertThat(view.reached()).isTrue();
    }
}
