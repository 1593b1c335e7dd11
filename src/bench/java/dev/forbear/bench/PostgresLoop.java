package dev.forbear.bench;

import dev.forbear.store.PostgresStores;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the way of a task costs PostgreSQL on its own: one thread, JDBC, the store's schema. One
 * statement claims 200 and returns what there is to do, one writes the 200 back as succeeded.
 */
final class PostgresLoop {

    private static final String TASKS =
            "insert into task (controller, key, uid, created_at, spec, spec_digest)"
                    + " select 'demo', 'key-' || n, gen_random_uuid(), n, '{}', md5(n::text)"
                    + " from generate_series(1, ?) as n";
    private static final String RUNS =
            "insert into run (id, controller, state, due_at, epoch, generation, attempts, crashes,"
                    + " updated_at) select id, controller, 0, id, 0, 1, 0, 0, id from task";
    private static final String CLAIM =
            "with due as materialized (select id from run where controller = 'demo'"
                    + " and owner is null and due_at <= (select forbear_now())"
                    + " order by due_at, id limit 200 for update skip locked)"
                    + " update run r set state = 1, epoch = epoch + 1, attempts = attempts + 1,"
                    + " owner = 1, due_at = (select forbear_now()) + 20000000,"
                    + " started_at = (select forbear_now()) from due join task t on t.id = due.id"
                    + " where r.id = due.id returning r.id, t.key, t.spec";
    private static final String WRITE_BACK =
            "update run set state = 3, owner = null, due_at = null,"
                    + " updated_at = (select forbear_now()) where id = any(?)";

    private PostgresLoop() {}

    static double tasksPerSecond(int tasks) throws SQLException {
        try (var server = new DatabaseServer();
                var connection = server.connected()) {
            PostgresStores.migrate(server.pool());
            connection.setAutoCommit(false);
            try (var add = connection.prepareStatement(TASKS);
                    var wait = connection.prepareStatement(RUNS)) {
                add.setInt(1, tasks);
                add.executeUpdate();
                wait.executeUpdate();
            }
            connection.commit();
            return run(connection);
        }
    }

    private static double run(Connection connection) throws SQLException {
        try (var claim = connection.prepareStatement(CLAIM);
                var back = connection.prepareStatement(WRITE_BACK)) {
            var begin = System.nanoTime();
            var done = 0L;
            for (var ids = claimed(connection, claim); !ids.isEmpty(); ) {
                back.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
                back.executeUpdate();
                connection.commit();
                done += ids.size();
                ids = claimed(connection, claim);
            }
            return done * 1e9 / (System.nanoTime() - begin);
        }
    }

    private static List<Long> claimed(Connection connection, PreparedStatement claim)
            throws SQLException {
        var ids = new ArrayList<Long>();
        try (var rows = claim.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
                rows.getString(2);
                rows.getString(3);
            }
        }
        connection.commit();
        return ids;
    }
}
