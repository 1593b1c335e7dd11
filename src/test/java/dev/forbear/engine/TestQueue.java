package dev.forbear.engine;

import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Controller.Settings;
import dev.forbear.task.Failure;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * An engine over a map in virtual time, with one controller {@code c} that a test writes as a
 * function.
 */
final class TestQueue {

    /** What the controller does: the claim and its interruption in, a verdict out. */
    interface Work {
        Verdict run(Claim claim, Interruption interruption) throws Exception;
    }

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    long nanos = 1;
    final InstantSource clock = () -> now;
    final MapTaskStore store = new MapTaskStore(clock);
    final List<TaskEvent> events = new ArrayList<>();
    final Engine engine;
    final Workqueue queue;

    TestQueue(Work work) {
        this(work, 1, Runnable::run);
    }

    TestQueue(Work work, int concurrency, Executor executor) {
        var controller = controller(work, concurrency, Duration.ofMinutes(1));
        var parts =
                new Engine.Parts(
                        executor,
                        () -> nanos,
                        clock,
                        new Random(1),
                        event -> {
                            synchronized (events) {
                                events.add(event);
                            }
                        },
                        new Retention(Duration.ofHours(3), Duration.ofDays(90)),
                        Duration.ofDays(7));
        engine = new Engine(store, new Controllers(List.of(controller)), parts);
        queue = engine.workqueue();
    }

    /** The controller {@code c}, without jitter. */
    static Controller controller(Work work, int concurrency, Duration attemptTimeout) {
        var settings =
                new Settings(
                        concurrency,
                        attemptTimeout,
                        Duration.ofMillis(100),
                        null,
                        new Retention(Duration.ofHours(1), Duration.ofDays(30)));
        var policy =
                new Policy(
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofMinutes(1),
                        0,
                        10,
                        Duration.ofMinutes(15),
                        List.of());
        return new Controller("c", settings, policy, attempt(work), _ -> List.of());
    }

    private static Attempt attempt(Work work) {
        return new Attempt() {
            @Override
            public Verdict run(Claim claim, Interruption interruption) {
                try {
                    return work.run(claim, interruption);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public Verdict.Failing lost(Claim claim, String message) {
                return retry(claim, message);
            }

            @Override
            public Window after(int failures) {
                var delay = delay(failures);
                return new Window(delay, delay, delay);
            }
        };
    }

    /** Without jitter: 1, 2, 4, 8, 16, 32, 60 s, ten attempts. */
    static Verdict.Failing retry(Claim claim, String message) {
        var failure = new Failure("Test", message, "f", null);
        return claim.attempt() >= 10
                ? new Verdict.GiveUp(
                        TerminalReason.ATTEMPTS_EXHAUSTED, Duration.ofSeconds(1), failure)
                : new Verdict.Retry(delay(claim.attempt()), Duration.ofSeconds(1), failure);
    }

    private static Duration delay(int failures) {
        return Duration.ofSeconds(Math.min(60, 1L << Math.min(failures - 1, 6)));
    }

    TaskId submit(String key) {
        return submit(key, "{}");
    }

    TaskId submit(String key, String spec) {
        var id = new TaskId("c", key);
        var wish =
                new Wish(
                        id,
                        new UUID(0, key.hashCode()),
                        new Terms.Spec(spec, spec),
                        When.NOW,
                        null,
                        null,
                        null);
        queue.submit(wish).join();
        return id;
    }

    Task task(TaskId id) {
        return store.task(id);
    }

    /** Lets time pass as the loops would see it: pass, then jump to when the next is wanted. */
    void runFor(Duration time) {
        var end = now.plus(time);
        while (!now.isAfter(end)) {
            var wait = engine.pass();
            var left = Duration.between(now, end);
            if (left.isZero()) {
                return;
            }
            turn(wait.compareTo(left) < 0 ? wait.plusNanos(1_000) : left);
        }
    }

    void turn(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    <T extends TaskEvent> List<T> events(Class<T> type) {
        synchronized (events) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
