package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.FaultKind;
import dev.forbear.breaking.check.FaultKind.Hits;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does one planned fault after the other, several at a time but one a target. */
final class Breaker {

    private static final Duration TO_MEND = Duration.ofMinutes(10);

    private final Records records;
    private final List<Replica> replicas;
    private final Map<FaultKind, Fault> faults;
    private final Plan plan;
    private final Map<String, CompletableFuture<Void>> busy = new HashMap<>();
    private int number;

    Breaker(Records records, List<Replica> replicas, Map<FaultKind, Fault> faults, Plan plan) {
        this.records = records;
        this.replicas = replicas;
        this.faults = faults;
        this.plan = plan;
    }

    /** Breaks for so long, and returns when all is mended. */
    void run(Duration time) throws Exception {
        try (var threads = Executors.newCachedThreadPool()) {
            var end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                var planned = plan.next();
                begin(planned, threads);
                Pause.of(planned.pause());
            }
            for (var mending : List.copyOf(busy.values())) {
                await(mending);
            }
        }
    }

    private void begin(Plan.Planned planned, ExecutorService threads) throws Exception {
        var kind = planned.kind();
        var replica = replicas.get(planned.replica());
        var place = kind.hits() == Hits.REPLICA ? replica.name() : kind.hits().name();
        await(busy.getOrDefault(place, CompletableFuture.completedFuture(null)));
        var target = kind.hits() == Hits.REPLICA ? replica.life() : "store";
        var me = ++number;
        records.add(now -> new Fact.Broken(now, me, kind, target, planned.toString()));
        var mending = faults.get(kind).done(replica, planned);
        busy.put(
                place,
                CompletableFuture.runAsync(() -> mend(me, mending, planned.lasts()), threads));
    }

    private void mend(int me, Fault.Mending mending, Duration lasts) {
        Pause.of(lasts);
        try {
            mending.done();
        } catch (Exception e) {
            throw new IllegalStateException("fault " + me + " cannot be mended", e);
        }
        records.add(now -> new Fact.Mended(now, me));
    }

    private static void await(CompletableFuture<Void> mending)
            throws InterruptedException, ExecutionException, TimeoutException {
        mending.get(TO_MEND.toSeconds(), TimeUnit.SECONDS);
    }
}
