package dev.forbear.bench;

import java.time.Duration;
import java.util.List;

/** Three replicas that nobody asks for anything. */
final class PostgresIdle implements Benchmark {

    private static final int REPLICAS = 3;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Each statement passes here once, begin and commit included. */
    private static final String STATEMENTS =
            "org.postgresql.core.v3.QueryExecutorImpl::sendExecute";

    @Override
    public List<Row> run() throws Exception {
        try (var server = new DatabaseServer();
                var service = Service.replicas(REPLICAS, server)) {
            Pause.of(Duration.ofSeconds(30));
            var idle = Window.open(service).after(MINUTE);
            return List.of(
                    Row.of(
                            "idle, three replicas and their server: CPU of one core",
                            Stats.number(idle.cpuPercent()) + " %"),
                    Row.atMost(
                            "idle: statements a second and replica",
                            Idle.callsPerSecond(service, STATEMENTS),
                            3,
                            ""));
        }
    }
}
