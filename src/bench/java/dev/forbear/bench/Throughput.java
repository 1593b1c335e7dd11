package dev.forbear.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How fast tasks come in by bulk, and how fast 16 workers run them if there is nothing to do. */
final class Throughput implements Benchmark {

    private static final int BATCHES = 5;
    private static final int TASKS = BATCHES * Batch.MOST;
    private static final int RUNS = 5;

    @Override
    public List<Row> run() throws Exception {
        var in = new ArrayList<Double>();
        var through = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        try (var service = Service.started()) {
            in(service, -1);
            through(service, 1);
            for (var run = 0; run < RUNS; run++) {
                in.add(in(service, run));
                through.add(through(service, run + 2));
                bare.add(BareLoop.tasksPerSecond(TASKS));
            }
        }
        return rows(Stats.median(in), Stats.median(through), Stats.median(bare));
    }

    /** Submitted while nothing runs, so that each figure is of one thing. */
    private static double in(Service service, int run) throws Exception {
        service.post("/api/v1/controllers/demo/pause");
        Pause.of(Duration.ofSeconds(1));
        var batches = new ArrayList<Batch>();
        for (var i = 0; i < BATCHES; i++) {
            batches.add(Batch.of("demo", "in-" + run + '-' + i + '-', Batch.MOST, ""));
        }
        var begin = System.nanoTime();
        for (var batch : batches) {
            service.submit(batch);
        }
        return perSecond(begin);
    }

    private static double through(Service service, int rounds) throws Exception {
        var begin = System.nanoTime();
        service.post("/api/v1/controllers/demo/resume");
        service.await("demo", "SUCCEEDED", n -> n == (long) TASKS * rounds);
        return perSecond(begin);
    }

    private static double perSecond(long begin) {
        return TASKS * 1e9 / (System.nanoTime() - begin);
    }

    private static List<Row> rows(double in, double through, double bare) {
        return List.of(
                Row.atLeast("submitted in bulk over HTTP, tasks a second", in, 10_000, ""),
                Row.atLeast(
                                "run by 16 workers, tasks a second",
                                through,
                                bare >= 10_000 ? Math.max(5_000, bare / 2) : bare / 2,
                                "")
                        .beside(
                                "bare loop: %s a second, ratio %s"
                                        .formatted(
                                                Stats.number(bare), Stats.number(through / bare))));
    }
}
