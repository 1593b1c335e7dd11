package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.StoreAwayException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads of a database that nobody reaches, by more callers than there are threads. */
@Timeout(60)
@Tag("slow")
class ReadersTest {

    private static final int CALLERS = 3 * Readers.THREADS;

    private final Unreachable source = new Unreachable();
    private final Readers readers = new Readers(source, Duration.ofSeconds(30));
    private final AtomicInteger told = new AtomicInteger();

    /** It takes until it is let to find out that nobody is there. */
    private static final class Unreachable implements Readers.Source {
        private final CountDownLatch asked = new CountDownLatch(Readers.THREADS);
        private final Semaphore found = new Semaphore(0);
        private final AtomicInteger tries = new AtomicInteger();
        private volatile String state = "08001";

        @Override
        public <R> R read(Readers.Reading<R> reading) throws SQLException {
            tries.incrementAndGet();
            asked.countDown();
            found.acquireUninterruptibly();
            throw new SQLException("nobody is there", state);
        }

        @Override
        public RuntimeException failure(SQLException e) {
            return new StoreAwayException("away", e);
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        source.found.release(CALLERS);
        readers.close(Patience.of(Duration.ofSeconds(5)));
    }

    private List<Thread> callers() throws InterruptedException {
        var callers = new ArrayList<Thread>();
        for (var i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofPlatform().start(this::ask));
        }
        source.asked.await();
        for (var caller : callers) {
            await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        }
        return callers;
    }

    private void firstFindNobody() throws InterruptedException {
        var callers = callers();
        source.found.release(Readers.THREADS);
        for (var caller : callers) {
            caller.join();
        }
    }

    private void ask() {
        assertThatThrownBy(() -> readers.read(_ -> true)).isInstanceOf(StoreAwayException.class);
        told.incrementAndGet();
    }

    @Test
    void who_waits_while_others_find_nobody_there_is_told_so_and_does_not_try() throws Exception {
        firstFindNobody();

        assertThat(told).hasValue(CALLERS);
        assertThat(source.tries).hasValue(Readers.THREADS);
    }

    @Test
    void whoever_asks_later_tries_again() throws Exception {
        firstFindNobody();
        var tries = source.tries.get();

        source.found.release(1);
        ask();

        assertThat(source.tries).hasValue(tries + 1);
    }

    @Test
    void a_read_that_fails_by_itself_fails_no_other() throws Exception {
        source.state = "57014";
        var callers = callers();

        source.found.release(CALLERS);
        for (var caller : callers) {
            caller.join();
        }

        assertThat(source.tries).hasValue(CALLERS);
    }
}
