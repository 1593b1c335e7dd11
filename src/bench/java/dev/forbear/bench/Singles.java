package dev.forbear.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** 16 clients submit one task after the other while the workers run them. */
final class Singles implements Benchmark {

    private static final int CLIENTS = 16;
    private static final int RUNS = 5;
    private static final double ENOUGH = 2_500;

    @Override
    public List<Row> run() throws Exception {
        var bare = new ArrayList<Double>();
        var rates = new ArrayList<Double>();
        var p50 = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        try (var service = Service.started();
                var commits = new BareCommits()) {
            Clients.submitting(service, CLIENTS, "warm-", "", Duration.ofSeconds(10));
            for (var run = 0; run < RUNS; run++) {
                service.await("demo", "QUEUED", n -> n == 0);
                bare.add(commits.perSecond(Duration.ofSeconds(3)));
                var load =
                        Clients.submitting(service, CLIENTS, run + "-", "", Duration.ofSeconds(10));
                rates.add(load.perSecond());
                p50.add(Stats.percentile(load.millis(), 50));
                p99.add(Stats.percentile(load.millis(), 99));
            }
        }
        return rows(bare, rates, p50, p99);
    }

    private static List<Row> rows(
            List<Double> bare, List<Double> rates, List<Double> p50, List<Double> p99) {
        var commits = Stats.median(bare);
        return List.of(
                Row.atLeast(
                                "single submissions a second, 16 clients, workers running",
                                Stats.median(rates),
                                Math.min(ENOUGH, CLIENTS * commits / 2),
                                "")
                        .beside("bare commits: " + Stats.number(commits) + " a second"),
                Row.of("single submissions: p50, ms", Stats.number(Stats.median(p50))),
                Row.of("single submissions: p99, ms", Stats.number(Stats.median(p99))));
    }
}
