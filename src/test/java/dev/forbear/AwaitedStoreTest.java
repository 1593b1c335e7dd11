package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.store.PostgresStores;
import dev.forbear.store.UnusableDatabaseException;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A database that is away when the process starts. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class AwaitedStoreTest {

    private static final Duration LEASE = Duration.ofSeconds(20);

    private final AtomicInteger closed = new AtomicInteger();

    /** Answers a heartbeat, and counts how often it is closed. */
    private final TaskStore real =
            (TaskStore)
                    Proxy.newProxyInstance(
                            TaskStore.class.getClassLoader(),
                            new Class<?>[] {TaskStore.class},
                            (_, method, _) ->
                                    switch (method.getName()) {
                                        case "heartbeat" -> List.of("c");
                                        case "close" -> {
                                            closed.incrementAndGet();
                                            yield null;
                                        }
                                        default ->
                                                throw new UnsupportedOperationException(
                                                        method.toString());
                                    });

    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicReference<RuntimeException> failure =
            new AtomicReference<>(new StoreAwayException("connection refused", null));

    private TaskStore open() {
        return AwaitedStore.open(
                () -> {
                    tries.incrementAndGet();
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return real;
                },
                LEASE);
    }

    private static Wish wish() {
        var spec = new Terms.Spec("{}", "{}");
        return new Wish(new TaskId("c", "k"), new UUID(0, 1), spec, When.NOW, null, null, null);
    }

    @Test
    void one_that_is_there_is_used_as_it_is() {
        failure.set(null);

        assertThat(open()).isSameAs(real);
    }

    @Test
    void until_it_is_there_each_call_says_that_it_is_away() {
        var store = open();

        assertThat(store.reachable()).isFalse();
        assertThat(store.lease()).contains(LEASE);
        assertThatThrownBy(store::pauses)
                .isInstanceOf(StoreAwayException.class)
                .hasMessage("the store was not reached yet: connection refused");
        assertThat(store.submit(wish(), new Pace(Duration.ZERO, null)))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(StoreAwayException.class);
        store.close();
    }

    @Test
    void it_is_tried_again_and_then_used() {
        var store = open();
        await().untilAtomic(tries, org.hamcrest.Matchers.greaterThan(1));

        failure.set(null);

        await().ignoreExceptions().until(() -> store.heartbeat(List.of()).contains("c"));
        store.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void what_makes_it_unusable_ends_the_start() {
        failure.set(PostgresStores.unusable("no such user"));

        assertThatThrownBy(this::open).isInstanceOf(UnusableDatabaseException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void what_makes_it_unusable_later_is_an_error_once_and_it_is_tried_again(CapturedOutput log) {
        var store = open();

        failure.set(PostgresStores.unusable("no such user"));
        await().untilAtomic(tries, org.hamcrest.Matchers.greaterThan(3));

        assertThat(log.getAll().lines().filter(line -> line.contains("cannot be opened")))
                .singleElement()
                .asString()
                .endsWith("the store cannot be opened, and is tried again: no such user");
        assertThat(log.getAll()).doesNotContain("\tat ");
        assertThatThrownBy(store::pauses).hasMessageEndingWith("no such user");
        store.close();
    }

    @Test
    void one_that_is_closed_is_tried_no_more() {
        var store = open();

        store.close();

        await().until(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().equals("forbear-store-opening")));
    }
}
