package dev.forbear.bench;

import java.util.List;

/** As {@link Storm}, on PostgreSQL: processor time is that of the service and of the server. */
final class PostgresStorm implements Benchmark {

    @Override
    public List<Row> run() throws Exception {
        try (var server = new DatabaseServer();
                var service = Service.replicas(1, server)) {
            return Storm.rows(service);
        }
    }
}
