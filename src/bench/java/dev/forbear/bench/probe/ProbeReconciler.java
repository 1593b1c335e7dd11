package dev.forbear.bench.probe;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Fails so many times as its spec says, and tells of each call. Safe for use by many threads. */
public final class ProbeReconciler implements Reconciler<ProbeReconciler.Spec> {

    /**
     * @param failTimes how many attempts fail first
     */
    public record Spec(int failTimes) {

        /** One that never succeeds. */
        public static final Spec ALWAYS = new Spec(Integer.MAX_VALUE);
    }

    private static final Clock CLOCK = Clock.systemUTC();

    private final ConcurrentMap<String, Integer> underWay = new ConcurrentHashMap<>();
    private final Consumer<Call> record;

    /**
     * @param record must be safe for use by many threads
     */
    public ProbeReconciler(Consumer<Call> record) {
        this.record = record;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Result reconcile(Request<Spec> request) throws IOException {
        var begunAt = ChronoUnit.MICROS.between(Instant.EPOCH, CLOCK.instant());
        var parallel = underWay.merge(request.key(), 1, Integer::sum);
        try {
            record.accept(new Call(request.key(), request.attempt(), begunAt, parallel));
            if (request.attempt() <= request.spec().failTimes()) {
                throw new IOException("connection refused");
            }
            return Result.done();
        } finally {
            underWay.computeIfPresent(request.key(), (_, n) -> n == 1 ? null : n - 1);
        }
    }
}
