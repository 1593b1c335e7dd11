package dev.forbear.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that each submit one task after the other, each on a connection of its own. */
final class Clients {

    private Clients() {}

    /**
     * @param perSecond accepted submissions of all clients together
     * @param millis how long each took
     */
    record Load(double perSecond, List<Double> millis) {}

    /**
     * @param rest as in {@link Batch#of}
     */
    static Load submitting(Service service, int clients, String prefix, String rest, Duration time)
            throws Exception {
        var begin = System.nanoTime();
        var end = begin + time.toNanos();
        var all = new ArrayList<Double>();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var each = new ArrayList<Callable<List<Double>>>();
            for (var i = 0; i < clients; i++) {
                var keys = prefix + i + '-';
                each.add(() -> submitting(service, keys, rest, end));
            }
            for (Future<List<Double>> millis : threads.invokeAll(each)) {
                all.addAll(millis.get());
            }
        }
        return new Load(all.size() * 1e9 / (System.nanoTime() - begin), all);
    }

    private static List<Double> submitting(Service service, String keys, String rest, long end)
            throws Exception {
        var millis = new ArrayList<Double>();
        try (var wire = service.wire()) {
            for (var begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
                wire.post(
                                "/api/v1/tasks",
                                Batch.line("demo", Batch.scattered(keys, millis.size()), rest))
                        .ok();
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis;
    }
}
