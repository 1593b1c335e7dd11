package dev.forbear.store;

import dev.forbear.postgres.PostgresServer;

import java.util.ArrayList;
import java.util.Collections;

/** How fast the store on PostgreSQL is: {@code java … PostgresSpeed [tasks]}. */
final class PostgresSpeed {

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
                    speed.report("16 threads", 5_000, commits, () -> speed.single(5_000));
                    speed.report("claim and settle", 5_000, commits, () -> speed.drain(184));
                }
            }
        }
    }
}
