package dev.forbear.store;

import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast the store is, next to how fast the disk commits: {@code java … StoreSpeed [directory]
 * [tasks]}.
 */
final class StoreSpeed {

    private static final Pace PACE = new Pace(Duration.ofMillis(100), null);

    private final TaskStore store;
    private final AtomicLong key = new AtomicLong(System.nanoTime());

    StoreSpeed(TaskStore store) {
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        var path = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("forbear");
        var tasks = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        System.out.printf("bare commits: %,.0f/s%n", bareCommits(path));
        var commits = Collections.synchronizedList(new ArrayList<Long>());
        try (var dir = DataDir.open(path.resolve("data"));
                var store = SqliteTaskStore.open(dir, InstantSource.system(), commits::add)) {
            var speed = new StoreSpeed(store);
            for (var round = 0; round < 3; round++) {
                speed.report("bulk submissions", tasks, commits, () -> speed.bulk(tasks));
                speed.report("claim and settle", tasks, commits, () -> speed.drain(500));
                speed.report("16 threads, one by one", 20_000, commits, () -> speed.single(20_000));
                speed.report("claim and settle", 20_000, commits, () -> speed.drain(500));
            }
        }
    }

    interface Work {
        void run() throws Exception;
    }

    void report(String what, int tasks, List<Long> commits, Work work) throws Exception {
        commits.clear();
        var begin = System.nanoTime();
        work.run();
        var seconds = (System.nanoTime() - begin) / 1e9;
        var sorted = commits.stream().sorted().mapToDouble(nanos -> nanos / 1e6).toArray();
        System.out.printf(
                "%s: %,.0f/s, %.0f a commit; commits of %.1f ms at p50, %.1f at p99, %.1f at"
                        + " most%n",
                what,
                tasks / seconds,
                tasks / (double) sorted.length,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    private static double bareCommits(Path path) throws Exception {
        try (var session = new SqliteFile(path.resolve("bare.db")).writer()) {
            session.update("create table if not exists t (n integer)");
            session.update("insert into t values (0)");
            var begin = System.nanoTime();
            var n = 0;
            while (System.nanoTime() - begin < 2_000_000_000L) {
                session.update("begin immediate");
                session.update("update t set n = n + 1");
                session.update("commit");
                n++;
            }
            return n * 1e9 / (System.nanoTime() - begin);
        }
    }

    private CompletableFuture<Admission> submit() {
        var name = Long.toHexString(key.incrementAndGet() * 0x9E3779B97F4A7C15L);
        var wish =
                new Wish(
                        new TaskId("bench", name),
                        UUID.randomUUID(),
                        new Terms.Spec("{\"name\":\"" + name + "\",\"size\":3}", name),
                        When.NOW,
                        null,
                        null,
                        null);
        return store.submit(wish, PACE);
    }

    void bulk(int tasks) {
        var futures = new ArrayList<CompletableFuture<?>>();
        for (var i = 0; i < tasks; i++) {
            futures.add(submit());
        }
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }

    void single(int tasks) throws Exception {
        var left = new AtomicLong(tasks);
        var done = new CountDownLatch(16);
        for (var i = 0; i < 16; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        while (left.getAndDecrement() > 0) {
                            submit().join();
                        }
                        done.countDown();
                    });
        }
        done.await();
    }

    void drain(int batch) {
        while (true) {
            var claims = store.claim(List.of(new Appetite("bench", 16, batch, 10)), true).claims();
            if (claims.isEmpty()) {
                return;
            }
            var futures = new ArrayList<CompletableFuture<?>>();
            for (var claim : claims) {
                futures.add(
                        store.settle(
                                new Settlement(
                                        claim,
                                        new Verdict.Success(),
                                        Duration.ofMillis(100),
                                        Duration.ofMillis(1))));
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
        }
    }
}
