package dev.forbear.engine;

import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;
import dev.forbear.testkit.VirtualTime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;

/** Several engines on one map in virtual time, each with the controller {@code c}. */
final class TestReplicas {

    static final Duration LEASE = Duration.ofSeconds(20);
    static final Verdict SUCCESS = new Verdict.Success();
    private static final Duration STEP = Duration.ofMillis(250);

    final VirtualTime time = new VirtualTime();
    final MapTaskStore store = new MapTaskStore(time, LEASE);
    private final List<Replica> replicas = new ArrayList<>();

    /** One process: its engine, and what may happen to it. */
    static final class Replica {
        final TaskStore store;
        final Engine engine;
        final List<TaskEvent> events;

        /** It cannot reach the store. */
        boolean cutOff;

        /** It is stopped, or dead: none of its loops passes. */
        boolean frozen;

        private Replica(TaskStore store, Engine engine, List<TaskEvent> events) {
            this.store = store;
            this.engine = engine;
            this.events = events;
        }

        <T extends TaskEvent> List<T> events(Class<T> type) {
            synchronized (events) {
                return events.stream().filter(type::isInstance).map(type::cast).toList();
            }
        }
    }

    Replica replica(TestQueue.Work work, Executor executor) {
        var controller = TestQueue.controller(work, 2, Duration.ofHours(1));
        var events = new ArrayList<TaskEvent>();
        var parts =
                new Engine.Parts(
                        executor,
                        time.ticker(),
                        time,
                        new Random(replicas.size()),
                        event -> {
                            synchronized (events) {
                                events.add(event);
                            }
                        },
                        controller.settings().retention(),
                        Duration.ofDays(7));
        var self = new Replica[1];
        var shared = store.replica(() -> self[0] != null && self[0].cutOff);
        self[0] = new Replica(shared, new Engine(shared, controllers(controller), parts), events);
        replicas.add(self[0]);
        return self[0];
    }

    private static Controllers controllers(Controller controller) {
        return new Controllers(List.of(controller));
    }

    static TaskId submit(Replica by, String key) {
        return submit(by, key, When.NOW);
    }

    static TaskId submit(Replica by, String key, When due) {
        var id = new TaskId("c", key);
        var spec = new Terms.Spec("{}", "{}");
        var wish = new Wish(id, new UUID(0, key.hashCode()), spec, due, null, null, null);
        by.engine.workqueue().submit(wish).join();
        return id;
    }

    Task task(TaskId id) {
        return store.task(id);
    }

    /** A pass of each loop of each replica that can make one. */
    void tick() {
        replicas.stream().filter(replica -> !replica.frozen).forEach(r -> r.engine.tick());
    }

    /** Lets time pass, with passes four times a second. */
    void runFor(Duration duration) {
        for (var left = duration; left.isPositive(); left = left.minus(STEP)) {
            tick();
            time.turn(STEP);
        }
        tick();
    }
}
