package dev.forbear.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How fast 16 workers run what is nothing to do on PostgreSQL, with one replica and with three. */
final class PostgresThroughput implements Benchmark {

    private static final int BATCHES = 10;
    private static final int TASKS = BATCHES * Batch.MOST;
    private static final int RUNS = 3;

    /** From the first tenth to the last: not all replicas learn at once that they may begin. */
    private static final String MIDDLE =
            "select 1e6 * 0.8 * count(*) / nullif(percentile_disc(0.9) within group (order by"
                    + " updated_at) - percentile_disc(0.1) within group (order by updated_at), 0)"
                    + " from run where state = 3 and id > ";

    private static final String LAST = "select coalesce(max(id), 0) from run";

    @Override
    public List<Row> run() throws Exception {
        var in = new ArrayList<Double>();
        var one = new ArrayList<Double>();
        var three = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        for (var run = 0; run < RUNS; run++) {
            one.add(through(1, in));
            three.add(through(3, new ArrayList<>()));
            bare.add(PostgresLoop.tasksPerSecond(TASKS));
        }
        return rows(in, Stats.median(one), Stats.median(three), Stats.median(bare));
    }

    private static double through(int replicas, List<Double> in) throws Exception {
        try (var server = new DatabaseServer();
                var service = Service.replicas(replicas, server)) {
            round(service, server, "warm-", new ArrayList<>());
            return round(service, server, "in-", in);
        }
    }

    private static double round(
            Service service, DatabaseServer server, String prefix, List<Double> in)
            throws Exception {
        service.post("/api/v1/controllers/demo/pause");
        Pause.of(Duration.ofSeconds(3));
        var last = (long) server.asked(LAST);
        var before = service.count("demo", "SUCCEEDED");
        var batches = new ArrayList<Batch>();
        for (var i = 0; i < BATCHES; i++) {
            batches.add(Batch.of("demo", prefix + i + '-', Batch.MOST, ""));
        }
        var begin = System.nanoTime();
        for (var batch : batches) {
            service.submit(batch);
        }
        in.add(TASKS * 1e9 / (System.nanoTime() - begin));
        service.post("/api/v1/controllers/demo/resume");
        service.await("demo", "SUCCEEDED", n -> n == before + TASKS);
        return server.asked(MIDDLE + last);
    }

    private static List<Row> rows(List<Double> in, double one, double three, double bare) {
        var loop = "bare loop: %s a second, ratio %s";
        return List.of(
                Row.of(
                        "PostgreSQL: submitted in bulk over HTTP, tasks a second",
                        Stats.number(Stats.median(in))),
                Row.atLeast("PostgreSQL: run by 16 workers, tasks a second", one, 0.6 * bare, "")
                        .beside(loop.formatted(Stats.number(bare), Stats.number(one / bare))),
                Row.atLeast("the same with three replicas", three, 0.8 * one, "")
                        .beside("one replica, ratio " + Stats.number(three / one)));
    }
}
