package dev.forbear.targets;

import dev.forbear.ForbearApplication;
import dev.forbear.engine.Workqueue;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * How many calls a second the whole service makes to a receiver on loopback, out of a backlog that
 * is there when it begins: {@code java … HttpQueueSpeed [concurrency] [tasks]}. {@link HttpSpeed}
 * has the same client without the queue.
 */
final class HttpQueueSpeed {

    private static final Map<String, Object> SPEC =
            Map.of("target", "orders", "path", "new", "body", Map.of("order", 7));

    private final int concurrency;
    private final int tasks;

    private HttpQueueSpeed(int concurrency, int tasks) {
        this.concurrency = concurrency;
        this.tasks = tasks;
    }

    public static void main(String[] args) throws Exception {
        var concurrency = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        var tasks = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        var speed = new HttpQueueSpeed(concurrency, tasks);
        for (var millis : new int[] {0, 50}) {
            for (var round = 0; round < 3; round++) {
                speed.measure(millis);
            }
        }
    }

    private void measure(int millis) throws Exception {
        var answered = new CountDownLatch(tasks);
        try (var receiver = new Receiver();
                var service = service(receiver.url())) {
            receiver.answering((_, out, _) -> {
                if (millis > 0) {
                    var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
                }
                Receiver.write(out, Receiver.answer(200, "{}"));
                answered.countDown();
            });
            var queue = service.getBean(Workqueue.class);
            queue.pause("http", "bench", null);
            submit(service.getBean(Submissions.class));
            var begin = System.nanoTime();
            queue.resume("http", "bench", null);
            answered.await();
            var took = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "receiver takes %d ms, concurrency %d: %,.0f calls/s out of a backlog of %,d,"
                            + " %d connections%n",
                    millis, concurrency, tasks / took, tasks, receiver.connections());
        }
    }

    private ConfigurableApplicationContext service(String url) throws Exception {
        return new SpringApplicationBuilder(ForbearApplication.class)
                .properties("spring.config.name=forbear-service")
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--logging.level.root=warn",
                        "--forbear.data-dir=" + Files.createTempDirectory("http-speed-"),
                        "--forbear.controllers.http.concurrency=" + concurrency,
                        "--forbear.http.max-connections=" + concurrency,
                        "--forbear.http.max-connections-per-host=" + concurrency,
                        "--forbear.http.targets.orders.url=" + url,
                        "--forbear.http.targets.orders.allow=127.0.0.1");
    }

    /** Many at a time, so that they share commits. */
    private void submit(Submissions submissions) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < tasks; i++) {
                var task = Submission.to("http").key("k" + i).spec(SPEC);
                var _ = threads.submit(() -> submissions.submit(task));
            }
        }
    }
}
