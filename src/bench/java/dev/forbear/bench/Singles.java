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
        var cpu = new ArrayList<Double>();
        try (var service = Service.started();
                var commits = new BareCommits()) {
            Clients.submitting(service, CLIENTS, "warm-", "", Duration.ofSeconds(10));
            for (var run = 0; run < RUNS; run++) {
                service.await("demo", "QUEUED", n -> n == 0);
                bare.add(commits.perSecond(Duration.ofSeconds(3)));
                var window = Window.open(service);
                var load =
                        Clients.submitting(service, CLIENTS, run + "-", "", Duration.ofSeconds(10));
                rates.add(load.perSecond());
                p50.add(Stats.percentile(load.millis(), 50));
                p99.add(Stats.percentile(load.millis(), 99));
                cpu.add(window.seen().cpu().toNanos() / 1e3 / load.millis().size());
            }
        }
        return List.of(
                rate(Stats.median(bare), Stats.median(rates)),
                Row.of("single submissions: p50, ms", Stats.number(Stats.median(p50))),
                Row.of("single submissions: p99, ms", Stats.number(Stats.median(p99))),
                Row.of(
                        "single submissions: CPU for each with its run, µs",
                        Stats.number(Stats.median(cpu))));
    }

    private static Row rate(double commits, double rate) {
        return Row.atLeast(
                        "single submissions a second, 16 clients, workers running",
                        rate,
                        Math.min(ENOUGH, CLIENTS * commits / 2),
                        "")
                .beside("bare commits: " + Stats.number(commits) + " a second");
    }
}
