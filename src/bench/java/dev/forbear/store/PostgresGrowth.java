package dev.forbear.store;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task's claim and outcome cost on PostgreSQL in an empty queue, beside 1,000,000 tasks that
 * wait, and while somebody's old transaction keeps the vacuum off: {@code java … PostgresGrowth}.
 */
final class PostgresGrowth {

    private static final int TASKS = 20_000;
    private static final int ROUNDS = 5;
    private static final String WAITING =
            "insert into task (controller, key, uid, created_at, spec, spec_digest) select 'bench',"
                    + " 'waits-' || n, gen_random_uuid(), n, '{}', md5(n::text)"
                    + " from generate_series(1, 1000000) as n; insert into run (id, controller,"
                    + " state, due_at, epoch, generation, attempts, crashes, updated_at) select id,"
                    + " controller, 0, forbear_now() + 36000000000, 0, 1, 0, 0, created_at from"
                    + " task where key like 'waits-%'; analyze task, run";

    private PostgresGrowth() {}

    public static void main(String[] args) throws Exception {
        try (var database = PostgresServer.shared().database();
                var store = PostgresTaskStore.open(database.pool(10), "growth", _ -> {})) {
            var speed = new StoreSpeed(store);
            micros(speed); // all code is warm
            var few = micros(speed);
            database.execute(WAITING);
            micros(speed); // the server knows its tables
            var many = micros(speed);
            try (var pinning = pinning(database)) {
                var pinned = micros(speed);
                System.out.printf("few rows: %s µs a task%n", few);
                System.out.printf("1,000,000 waiting: %s, %.2f times%n", many, ratio(many, few));
                System.out.printf(
                        "horizon pinned besides: %s, %.2f times%n", pinned, ratio(pinned, many));
                pinning.rollback();
            }
        }
    }

    private static List<Long> micros(StoreSpeed speed) {
        var all = new ArrayList<Long>();
        for (var round = 0; round < ROUNDS; round++) {
            speed.bulk(TASKS);
            var begin = System.nanoTime();
            speed.drain(184);
            all.add((System.nanoTime() - begin) / 1_000 / TASKS);
        }
        return all;
    }

    private static double ratio(List<Long> is, List<Long> was) {
        return (double) median(is) / median(was);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** A snapshot that is as old as the queue is now. */
    private static Connection pinning(PostgresDatabase database) throws SQLException {
        var connection = DriverManager.getConnection(database.url());
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_current_xact_id(), count(*) from run where id < 10");
        }
        return connection;
    }
}
