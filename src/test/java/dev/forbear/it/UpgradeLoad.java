package dev.forbear.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Callers that submit and read without end, one by one and in bulk, and keep what they are
 * answered. By a key's first letter it succeeds at once, fails twice first or always fails.
 */
final class UpgradeLoad implements AutoCloseable {

    static final int MAX_ATTEMPTS = 4;

    private static final int CALLERS = 2;
    private static final int BULK = 10;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(30);
    private static final String KINDS = "ssffsa";

    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();

    /** Held for each call; whoever has it alone knows that nobody calls. */
    private final ReadWriteLock calling = new ReentrantReadWriteLock(true);

    private List<ServiceProcess> services = List.of();
    private volatile boolean stopped;

    UpgradeLoad() {
        for (var i = 0; i < CALLERS; i++) {
            Thread.ofPlatform().name("caller-" + i).daemon().start(this::call);
        }
    }

    /** From now on these are called and no others; none of them pauses. */
    void on(ServiceProcess... now) {
        calling.writeLock().lock();
        try {
            services = List.of(now);
        } finally {
            calling.writeLock().unlock();
        }
    }

    /** How many tasks were accepted, by kind. */
    Map<String, Long> accepted() {
        return Map.copyOf(accepted);
    }

    /** Waits until so many more have been accepted. */
    void awaitMore(int tasks) {
        var before = total();
        await().atMost(Duration.ofMinutes(1)).until(() -> total() >= before + tasks);
    }

    private long total() {
        return accepted.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What was answered but 2xx, and what was not answered. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void call() {
        while (!stopped) {
            calling.readLock().lock();
            try {
                if (!services.isEmpty()) {
                    act(number.incrementAndGet());
                }
            } finally {
                calling.readLock().unlock();
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private void act(int n) {
        var service = services.get(n % services.size());
        try {
            switch (n / services.size() % 8) {
                case 0 -> submitMany(service, n);
                case 1 -> read(service, "/api/v1/tasks?controller=demo&limit=50");
                case 2 -> read(service, "/api/v1/tasks?controller=demo&state=FAILED&limit=50");
                default -> submit(service, n);
            }
        } catch (IOException e) {
            failures.add("call " + n + ": " + e);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private static String kind(int n) {
        return KINDS.substring(n % KINDS.length(), n % KINDS.length() + 1);
    }

    private static String body(int n, String suffix) {
        var spec =
                switch (kind(n)) {
                    case "s" -> "{}";
                    case "f" -> "{\"failTimes\": 2}";
                    default -> "{\"failAlways\": true}";
                };
        return """
        {"controller": "demo", "key": "%s-%d%s", "spec": %s}\
        """
                .formatted(kind(n), n, suffix, spec);
    }

    private void submit(ServiceProcess service, int n) throws IOException, InterruptedException {
        var answer = service.post("/api/v1/tasks", body(n, ""));
        told(n, answer.statusCode(), answer.body());
    }

    private void submitMany(ServiceProcess service, int n)
            throws IOException, InterruptedException {
        var body =
                IntStream.range(0, BULK)
                        .mapToObj(i -> body(n, "-" + i))
                        .collect(Collectors.joining("\n"));
        var answer = service.post("/api/v1/tasks/bulk", "application/x-ndjson", body);
        if (answer.statusCode() == 200) {
            answer.body()
                    .lines()
                    .forEach(line -> told(n, line.contains("\"status\":202") ? 202 : 0, line));
        } else {
            told(n, answer.statusCode(), answer.body());
        }
    }

    private void told(int n, int status, String answer) {
        if (status == 202) {
            accepted.merge(kind(n), 1L, Long::sum);
        } else {
            failures.add("submission " + n + ": " + status + " " + answer);
        }
    }

    private void read(ServiceProcess service, String path)
            throws IOException, InterruptedException {
        var answer = service.get(path);
        if (answer.statusCode() != 200) {
            failures.add(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        stopped = true;
        on(); // waits for those that are under way
    }
}
