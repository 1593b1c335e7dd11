package dev.forbear.bench;

import java.util.ArrayList;
import java.util.List;

/** 1,000,000 tasks that are due in an hour: what they take, and whether retries stay on time. */
final class Waiting implements Benchmark {

    private static final int TASKS = 1_000_000;

    @Override
    public List<Row> run() throws Exception {
        try (var service = Service.started()) {
            fill(service, Batch.MOST, "warm-"); // all code is loaded, all buffers have their size
            var before = Jcmd.liveBytes(service.pid());
            fill(service, TASKS, "waits-");
            var added = (Jcmd.liveBytes(service.pid()) - before) / (double) (1 << 20);
            var rows = new ArrayList<Row>();
            rows.add(Row.atMost("1,000,000 waiting tasks: heap added, MiB", added, 64, ""));
            rows.addAll(
                    Lateness.rows(
                            "lateness beside 1,000,000 waiting tasks",
                            "late-",
                            service,
                            new Lateness.Aim(20, 100)));
            return rows;
        }
    }

    /** Submits so many that wait for an hour. */
    static void fill(Service service, int tasks, String prefix) throws Exception {
        for (var i = 0; i < tasks / Batch.MOST; i++) {
            service.submit(
                    Batch.scattered("demo", prefix + i + '-', Batch.MOST, ",\"delay\":\"1h\""));
        }
    }
}
