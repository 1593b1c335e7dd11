package dev.forbear.bench;

import java.util.ArrayList;
import java.util.List;

/** As {@link Lateness}, on PostgreSQL with one replica and with three. */
final class PostgresLateness implements Benchmark {

    @Override
    public List<Row> run() throws Exception {
        var rows = new ArrayList<Row>();
        for (var replicas : new int[] {1, 3}) {
            try (var server = new DatabaseServer();
                    var service = Service.replicas(replicas, server)) {
                Lateness.warmUp(service);
                rows.addAll(
                        Lateness.rows(
                                "lateness of a retry, %d replicas".formatted(replicas),
                                "late-",
                                service,
                                new Lateness.Aim(5, 25)));
            }
        }
        return rows;
    }
}
