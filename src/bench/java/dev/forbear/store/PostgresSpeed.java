package dev.forbear.store;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How fast the store on PostgreSQL is, next to bare SQL on the same server and the same tables, of
 * which one statement claims 200 and one writes them back: {@code java … PostgresSpeed [tasks]}.
 */
final class PostgresSpeed {

    private static final String CLAIM =
            "with due as materialized (select id from run where controller = 'bench'"
                    + " and owner is null and due_at <= (select forbear_now())"
                    + " order by due_at, id limit 200 for update skip locked)"
                    + " update run r set state = 1, epoch = epoch + 1, attempts = attempts + 1,"
                    + " owner = 1, due_at = (select forbear_now()) + 20000000,"
                    + " started_at = (select forbear_now()) from due where r.id = due.id"
                    + " returning r.id";
    private static final String WRITE_BACK =
            "update run set state = 3, owner = null, due_at = null,"
                    + " updated_at = (select forbear_now()) where id = any(?)";

    private PostgresSpeed() {}

    public static void main(String[] args) throws Exception {
        var tasks = args.length > 0 ? Integer.parseInt(args[0]) : 40_000;
        try (var database = PostgresServer.shared().database()) {
            var commits = Collections.synchronizedList(new ArrayList<Long>());
            try (var store = PostgresTaskStore.open(database.pool(10), "speed", commits::add)) {
                var speed = new StoreSpeed(store);
                for (var round = 0; round < 3; round++) {
                    speed.report("bulk submissions", tasks, commits, () -> speed.bulk(tasks));
                    speed.report("claim and settle", tasks, commits, () -> speed.drain(184));
                    speed.bulk(tasks);
                    System.out.printf("bare claim and settle: %,.0f/s%n", bare(database));
                    speed.report("16 threads", 5_000, commits, () -> speed.single(5_000));
                    speed.report("claim and settle", 5_000, commits, () -> speed.drain(184));
                }
            }
        }
    }

    private static double bare(PostgresDatabase database) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url());
                var claim = connection.prepareStatement(CLAIM);
                var back = connection.prepareStatement(WRITE_BACK)) {
            connection.setAutoCommit(false);
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
            }
        }
        connection.commit();
        return ids;
    }
}
