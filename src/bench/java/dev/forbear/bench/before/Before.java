package dev.forbear.bench.before;

import com.sun.management.OperatingSystemMXBean;

import dev.forbear.bench.Measured;
import dev.forbear.bench.probe.ProbeReconciler;
import dev.forbear.reconciler.Request;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** One key that always fails, and 4 workers that put it straight back. */
public final class Before {

    private static final int WORKERS = 4;
    private static final String KEY = "devnet-1";

    /** About 200 MB; then the run ends early. */
    private static final int MOST_ENTRIES = 20_000_000;

    private final TightQueue queue = new TightQueue();
    private final CountedLog log = new CountedLog();
    private final LongAdder calls = new LongAdder();
    private final LongAccumulator parallel = new LongAccumulator(Math::max, 0);
    private final ProbeReconciler controller =
            new ProbeReconciler(call -> {
                calls.increment();
                parallel.accumulate(call.parallel());
            });

    /** Lets it spin for so long. */
    public Measured run(Duration atMost) throws InterruptedException {
        var cpu = cpuNanos();
        var begin = System.nanoTime();
        queue.add(KEY);
        var workers = new ArrayList<Thread>();
        for (var i = 0; i < WORKERS; i++) {
            workers.add(Thread.ofPlatform().name("worker-" + i).start(this::work));
        }
        while (System.nanoTime() - begin < atMost.toNanos() && queue.entries() < MOST_ENTRIES) {
            LockSupport.parkNanos(1_000_000);
        }
        var measured = measured(begin, cpu);
        queue.close();
        for (var worker : workers) {
            worker.join();
        }
        return measured;
    }

    private Measured measured(long begin, long cpu) {
        return new Measured(
                Duration.ofNanos(System.nanoTime() - begin),
                Duration.ofNanos(cpuNanos() - cpu),
                calls.sum(),
                queue.entries(),
                parallel.intValue(),
                log.lines(),
                log.bytes());
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** The first lines of the log. */
    public List<String> lines() {
        return log.first();
    }

    private void work() {
        try {
            while (true) {
                reconcile(queue.take());
            }
        } catch (InterruptedException e) {
            // the queue was closed
        }
    }

    private void reconcile(String key) {
        try {
            controller.reconcile(request(key));
        } catch (Exception e) {
            log.error(key, e);
            queue.add(key); // try again, at once
        } finally {
            queue.done(key);
        }
    }

    private static Request<ProbeReconciler.Spec> request(String key) {
        return new Request<>("probe", key, "", 1, 1, 10, ProbeReconciler.Spec.ALWAYS);
    }

    public static void main(String[] args) throws InterruptedException {
        var before = new Before();
        System.out.println(before.run(Duration.ofSeconds(2)));
        before.lines().forEach(System.out::println);
    }
}
