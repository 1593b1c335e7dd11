package dev.forbear.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an attempt, a submission and a page of a list cost with 10,000 rows and with 1,000,000. */
final class Growth implements Benchmark {

    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int TASKS = 20_000;
    private static final int RUNS = 3;

    /** The next size costs at most this much more: what noise there is on a busy machine. */
    private static final double TOLERANCE = 1.5;

    private static final Map<String, String> PAGES =
            new TreeMap<>(
                    Map.of(
                            "newest first", "controller=demo",
                            "by state", "controller=demo&state=QUEUED",
                            "by key prefix", "controller=demo&keyPrefix=7",
                            "newest failures", "controller=probe&state=FAILED"));

    @Override
    public List<Row> run() throws Exception {
        try (var service = Service.started("--forbear.controllers.probe.retry.max-attempts=1")) {
            service.submit(Batch.of("probe", "fails-", 5_000, ",\"spec\":{\"failTimes\":1}"));
            service.await("probe", "FAILED", n -> n == 5_000);
            Waiting.fill(service, FEW, "fill-");
            measured(service, "warm-");
            var few = measured(service, "few-");
            Waiting.fill(service, MANY, "more-");
            var many = measured(service, "many-");
            return few.keySet().stream()
                    .map(what -> row(what, few.get(what), many.get(what)))
                    .toList();
        }
    }

    private static Row row(String what, double few, double many) {
        return new Row(
                what + ", 1,000,000 rows",
                Stats.number(many),
                "10,000 rows: " + Stats.number(few),
                "does not grow",
                many <= few * TOLERANCE);
    }

    /** Medians, by what they are of. */
    private static Map<String, Double> measured(Service service, String prefix) throws Exception {
        var attempts = new ArrayList<Double>();
        var submissions = new ArrayList<Double>();
        for (var run = 0; run < RUNS; run++) {
            attempts.add(attempt(service, prefix + run + '-'));
            var load =
                    Clients.submitting(
                            service,
                            1,
                            prefix + "single-" + run + '-',
                            ",\"delay\":\"1h\"",
                            Duration.ofSeconds(5));
            submissions.add(Stats.median(load.millis()));
        }
        var all = new TreeMap<String, Double>();
        all.put("cost of an attempt, µs", Stats.median(attempts));
        all.put("cost of a submission, p50 ms", Stats.median(submissions));
        for (var page : PAGES.entrySet()) {
            all.put("a page of 100, " + page.getKey() + ", p50 ms", page(service, page.getValue()));
        }
        return all;
    }

    /** Time a task, of many that run. */
    private static double attempt(Service service, String prefix) throws Exception {
        service.post("/api/v1/controllers/demo/pause");
        for (var i = 0; i < TASKS / Batch.MOST; i++) {
            service.submit(Batch.scattered("demo", prefix + i + '-', Batch.MOST, ""));
        }
        var wanted = service.count("demo", "SUCCEEDED") + TASKS;
        var begin = System.nanoTime();
        service.post("/api/v1/controllers/demo/resume");
        service.await("demo", "SUCCEEDED", n -> n == wanted);
        return (System.nanoTime() - begin) / 1e3 / TASKS;
    }

    private static double page(Service service, String query) throws IOException {
        var millis = new ArrayList<Double>();
        try (var wire = service.wire()) {
            for (var i = 0; i < 200; i++) {
                var begin = System.nanoTime();
                wire.get("/api/v1/tasks?limit=100&" + query).ok();
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return Stats.median(millis);
    }
}
