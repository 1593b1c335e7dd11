package dev.forbear.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** 1,000 tasks that arrive over 30 s and fail once each: how late do their retries start? */
final class Lateness implements Benchmark {

    private static final int TASKS = 1_000;
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int RUNS = 3;

    @Override
    public List<Row> run() throws Exception {
        try (var service = Service.started()) {
            warmUp(service);
            return rows("lateness of a retry", "late-", service, new Aim(20, 100));
        }
    }

    /** In milliseconds. */
    record Aim(double p50, double p99) {}

    static void warmUp(Service service) throws IOException {
        service.submit(Batch.of("probe", "warm-", 2_000, ",\"spec\":{\"failTimes\":1}"));
        service.await("probe", "SUCCEEDED", n -> n >= 2_000);
    }

    /** Measures in a service that is there already. */
    static List<Row> rows(String name, String prefix, Service service, Aim aim) throws IOException {
        var p50 = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        var earliest = Double.MAX_VALUE;
        for (var run = 0; run < RUNS; run++) {
            var late = millisLate(service, prefix + run + "-");
            p50.add(Stats.percentile(late, 50));
            p99.add(Stats.percentile(late, 99));
            earliest = Math.min(earliest, Stats.percentile(late, 0));
        }
        return List.of(
                Row.atMost(name + ": p50, ms after due", Stats.median(p50), aim.p50(), "")
                        .beside("runs: " + p50.stream().map(Stats::number).toList()),
                Row.atMost(name + ": p99, ms after due", Stats.median(p99), aim.p99(), "")
                        .beside("runs: " + p99.stream().map(Stats::number).toList()),
                Row.atLeast(name + ": earliest, ms after due", earliest, 0, ""));
    }

    private static List<Double> millisLate(Service service, String prefix) throws IOException {
        var due = new HashMap<String, Instant>();
        var begin = System.nanoTime();
        var lastLook = begin;
        try (var wire = service.wire()) {
            for (var i = 0; i < TASKS; i++) {
                Pause.until(begin + ARRIVAL.toNanos() * i / TASKS);
                wire.post(
                                "/api/v1/tasks",
                                Batch.line("probe", prefix + i, ",\"spec\":{\"failTimes\":1}"))
                        .ok();
                if (System.nanoTime() - lastLook > LOOK.toNanos()) {
                    look(service, due);
                    lastLook = System.nanoTime();
                }
            }
        }
        while (due.keySet().stream().filter(key -> key.startsWith(prefix)).count() < TASKS) {
            look(service, due);
            Pause.of(LOOK);
        }
        Pause.of(Duration.ofSeconds(3));
        return millisLate(due, secondCalls(service, prefix));
    }

    /** Each backs off for 750 ms at least: none is missed. */
    private static void look(Service service, Map<String, Instant> due) throws IOException {
        for (var task : service.tasks("controller=probe&state=BACKING_OFF")) {
            due.put(
                    task.path("key").asString(),
                    Instant.parse(task.path("nextAttemptAt").asString()));
        }
    }

    private static Map<String, Instant> secondCalls(Service service, String prefix)
            throws IOException {
        return service.calls().stream()
                .filter(call -> call.attempt() == 2 && call.key().startsWith(prefix))
                .collect(
                        Collectors.toMap(
                                call -> call.key(),
                                call -> Instant.EPOCH.plus(call.begunAt(), ChronoUnit.MICROS)));
    }

    private static List<Double> millisLate(Map<String, Instant> due, Map<String, Instant> begun) {
        return begun.entrySet().stream()
                .map(call -> Duration.between(due.get(call.getKey()), call.getValue()))
                .map(late -> late.toNanos() / 1e6)
                .toList();
    }
}
