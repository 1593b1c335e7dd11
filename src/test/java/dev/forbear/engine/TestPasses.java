package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;
import dev.forbear.testkit.VirtualTime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The dispatchers and starters of some processes that share a map, each woken exactly when it asked
 * to be or was told to, in virtual time: what they do without need can be counted.
 */
final class TestPasses {

    final MapTaskStore store;
    private final VirtualTime time = new VirtualTime();
    private final List<Replica> replicas = new ArrayList<>();

    TestPasses() {
        store = new MapTaskStore(time, TestReplicas.LEASE);
    }

    /** An attempt that succeeds within a microsecond. */
    Verdict brief() {
        time.turn(Duration.ofNanos(1_000));
        return TestReplicas.SUCCESS;
    }

    private long nanos() {
        return time.ticker().nanos();
    }

    /** A loop without a thread. */
    private final class Turn implements Wake {
        private final AtomicLong at = new AtomicLong(nanos());
        private final Supplier<Duration> pass;
        int passes;

        Turn(Supplier<Duration> pass) {
            this.pass = pass;
        }

        @Override
        public void dueIn(Duration delay) {
            var due = nanos() + Math.min(delay.toNanos(), Duration.ofDays(1).toNanos());
            at.accumulateAndGet(due, Math::min);
        }

        boolean isDue() {
            return at.get() <= nanos();
        }

        void make() {
            at.set(Long.MAX_VALUE);
            passes++;
            dueIn(pass.get());
        }
    }

    /** One process: its two loops, and which tasks it started how late. */
    final class Replica {
        final Map<TaskId, Duration> lateness = new ConcurrentHashMap<>();
        private final Turn dispatching;
        private final Turn starting;
        private final TaskStore shared = store.replica(() -> false);
        private final Workqueue queue;

        private Replica(List<Controller> here, Executor executor) {
            var controllers = new Controllers(here);
            var crews = here.stream().map(c -> new Crew(c, true)).toList();
            var ticker = time.ticker();
            var self = new Turn[2];
            Wake wake = delay -> self[0].dueIn(delay);
            var around = new Surroundings(executor, ticker, time, wake, this::on);
            var settler = new Settler(shared, controllers, new Outage(ticker), wake, this::on);
            var watch = new Watch(crews, around);
            Wake start = delay -> self[1].dueIn(delay);
            var starter = new Starter(crews, settler, watch, around, start);
            var dispatcher = new Dispatcher(shared, crews, settler, starter, around, new Random(1));
            dispatching = new Turn(dispatcher::pass);
            starting = new Turn(starter::pass);
            self[0] = dispatching;
            self[1] = starting;
            queue = new Workqueue(shared, controllers, wake, this::on);
        }

        private void on(TaskEvent event) {
            if (event instanceof TaskEvent.AttemptStarted(var claim, var late)) {
                var before = lateness.put(claim.task().id(), late);
                assertThat(before).as("an earlier start").isNull();
            }
        }

        int passes() {
            return dispatching.passes;
        }

        TaskId submit(String controller, String key, Duration delay, Integer maxAttempts) {
            var id = new TaskId(controller, key);
            var spec = new Terms.Spec("{}", "{}");
            var due = new When.After(delay);
            var uid = new UUID(0, key.hashCode());
            queue.submit(new Wish(id, uid, spec, due, null, maxAttempts, null)).join();
            return id;
        }
    }

    /**
     * @param work of each controller
     */
    Replica replica(TestQueue.Work work, int concurrency, Executor executor, String... names) {
        var model = TestQueue.controller(work, concurrency, Duration.ofHours(1));
        var here =
                List.of(names).stream()
                        .map(name ->
                                new Controller(
                                        name,
                                        model.settings(),
                                        model.policy(),
                                        model.attempt(),
                                        model.specs()))
                        .toList();
        var replica = new Replica(here, executor);
        replicas.add(replica);
        return replica;
    }

    void runFor(Duration duration) {
        var end = nanos() + duration.toNanos();
        while (next() <= end) {
            time.turn(Duration.ofNanos(Math.max(0, next() - nanos())));
            turns().stream().filter(Turn::isDue).forEach(Turn::make);
        }
        time.turn(Duration.ofNanos(Math.max(0, end - nanos())));
    }

    private long next() {
        return turns().stream().mapToLong(turn -> turn.at.get()).min().orElseThrow();
    }

    private List<Turn> turns() {
        return replicas.stream().flatMap(p -> List.of(p.dispatching, p.starting).stream()).toList();
    }
}
