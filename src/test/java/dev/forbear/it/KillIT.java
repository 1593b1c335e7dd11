package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.example.receiver.ReceiverConfiguration;
import com.example.receiver.ReceiverReconciler;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Ends the real process, with -9 and with SIGTERM, at random moments under load, and looks at it
 * from outside.
 */
class KillIT {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 5);
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path folder;
    private static Path extracted;
    private static Path plugin;

    private final long seed = Long.getLong("forbear.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();

    @BeforeAll
    static void unpack() throws Exception {
        extracted = ServiceProcess.extract(folder.resolve("app"));
        plugin =
                ServiceProcess.plugin(
                        folder.resolve("plugin"),
                        ReceiverConfiguration.class,
                        ReceiverReconciler.class,
                        ReceiverReconciler.Spec.class);
    }

    private ServiceProcess start(Path dataDir) {
        return ServiceProcess.withPlugin(
                        extracted.toString(),
                        plugin,
                        dataDir,
                        "--forbear.controllers.receiver.retry.initial-delay=100ms",
                        "--forbear.controllers.receiver.retry.max-attempts=" + MAX_ATTEMPTS,
                        "--forbear.shutdown-grace=" + GRACE)
                .awaitReady();
    }

    @Test
    void killed_it_loses_doubles_and_overtries_nothing_and_works_2_s_after_it_is_ready_again()
            throws Exception {
        System.out.println("KillIT: seed " + seed + ", replay with -Dforbear.seed=" + seed);
        var dataDir = folder.resolve("kill-" + seed);
        try (var receiver = new Receiver()) {
            for (var round = 0; round < ROUNDS; round++) {
                try (var service = start(dataDir)) {
                    var resumed = receiver.calls().size();
                    var ready = System.nanoTime();
                    if (round > 0) {
                        await().pollInterval(Duration.ofMillis(5))
                                .until(() -> receiver.calls().size() > resumed);
                        assertThat(Duration.ofNanos(System.nanoTime() - ready))
                                .as("from when the new process answers to its first call")
                                .isLessThan(Duration.ofSeconds(2));
                    }
                    loadFor(service, receiver, 300 + random.nextInt(1_500), ServiceProcess::kill);
                }
            }
            finish(receiver, dataDir);
            var twice = calledTwice(receiver);
            assertThat(twice).as("attempts that were called twice, seed %s", seed).isEmpty();
        }
    }

    @Test
    void a_termination_loses_nothing_and_costs_no_attempt_not_even_one_that_outlasts_the_grace()
            throws Exception {
        System.out.println("KillIT: seed " + seed + ", replay with -Dforbear.seed=" + seed);
        var dataDir = folder.resolve("term-" + seed);
        var lasting = new HashMap<String, Long>();
        try (var receiver = new Receiver()) {
            for (var round = 0; round < ROUNDS; round++) {
                try (var service = start(dataDir)) {
                    var key = "lasts-" + round;
                    lasting.put(key + " 1 1", 2L); // generation, attempt; and how many calls
                    submit(service, receiver, key);
                    await().until(() -> receiver.isCalled(key));
                    loadFor(service, receiver, 300 + random.nextInt(1_500), KillIT::terminate);
                }
                receiver.release(); // its caller is gone
            }
            finish(receiver, dataDir);
            assertThat(calledTwice(receiver))
                    .as("called again by the same number, seed %s", seed)
                    .isEqualTo(lasting);
            var calls =
                    receiver.calls().stream()
                            .filter(call -> call.key().startsWith("s"))
                            .collect(groupingBy(Receiver.Call::key, counting()));
            assertThat(calls.values()).as("calls of what succeeds at once").containsOnly(1L);
        }
    }

    private static void terminate(ServiceProcess process) throws InterruptedException {
        assertThat(process.terminate()).isBetween(GRACE, GRACE.plusSeconds(10));
    }

    private interface End {
        void of(ServiceProcess process) throws Exception;
    }

    private void loadFor(ServiceProcess service, Receiver receiver, int millis, End end)
            throws Exception {
        var stop = new AtomicBoolean();
        var submitters = new ArrayList<Thread>();
        for (var i = 0; i < 3; i++) {
            submitters.add(Thread.ofPlatform().start(() -> submit(service, receiver, stop)));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        end.of(service);
        stop.set(true);
        for (var submitter : submitters) {
            submitter.join();
        }
    }

    private void submit(ServiceProcess service, Receiver receiver, AtomicBoolean stop) {
        while (!stop.get()) {
            var n = number.incrementAndGet();
            try {
                submit(service, receiver, "ssffat".charAt(n % 6) + "-" + n);
            } catch (IOException e) {
                return; // killed: nobody knows what became of this one
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void submit(ServiceProcess service, Receiver receiver, String key)
            throws IOException, InterruptedException {
        var body =
                """
                {"controller":"receiver","key":"%s","spec":{"url":"%s"}}\
                """
                        .formatted(key, receiver.url());
        if (service.post("/api/v1/tasks", body).statusCode() == 202) {
            acknowledged.add(key);
        }
    }

    /** Starts it once more, lets all end, and checks the records. */
    private void finish(Receiver receiver, Path dataDir) throws Exception {
        try (var service = start(dataDir)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> waiting(service) == 0);
            var missing = new ArrayList<String>();
            for (var key : acknowledged) {
                var answer = service.get("/api/v1/tasks/receiver/" + key);
                var task = JSON.readTree(answer.body());
                if (answer.statusCode() != 200 || !ended(task)) {
                    missing.add(key + " " + answer.body());
                }
            }
            assertThat(acknowledged).as("seed %s", seed).hasSizeGreaterThan(50);
            assertThat(missing).as("acknowledged and lost, seed %s", seed).isEmpty();
        }
        assertThat(receiver.calls()).as("seed %s", seed).noneMatch(Receiver.Call::overlapped);
        assertThat(receiver.calls()).allMatch(call -> call.attempt() <= MAX_ATTEMPTS);
    }

    private static boolean ended(JsonNode task) {
        return Set.of("SUCCEEDED", "FAILED").contains(task.path("state").asString());
    }

    private static long waiting(ServiceProcess service) throws Exception {
        var counts =
                JSON.readTree(service.get("/api/v1/controllers/receiver").body()).path("counts");
        return counts.path("QUEUED").asLong()
                + counts.path("RUNNING").asLong()
                + counts.path("BACKING_OFF").asLong();
    }

    private static Map<String, Long> calledTwice(Receiver receiver) {
        return receiver.calls().stream()
                .collect(
                        groupingBy(
                                call -> call.key() + " " + call.generation() + " " + call.attempt(),
                                counting()))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
