package dev.forbear.engine.model;

import com.zaxxer.hikari.HikariDataSource;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.store.PostgresStores;
import dev.forbear.testkit.VirtualTime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The real PostgreSQL store in several processes, of which each step is made by one. */
final class StoreDatabase implements Home {

    private final PostgresDatabase database;
    private final VirtualTime time;
    private final Random random;
    private final int nodes;
    private final List<Node> living = new ArrayList<>();
    private int asked;

    private record Node(HikariDataSource pool, TaskStore store) {}

    StoreDatabase(PostgresDatabase database, VirtualTime time, Random random, int nodes) {
        this.database = database;
        this.time = time;
        this.random = random;
        this.nodes = nodes;
        begin();
    }

    private void begin() {
        // who is alone knows what is due; others could have written below the mark of this one
        var sweep = nodes == 1 ? Duration.ofSeconds(25) : Duration.ZERO;
        for (var i = 0; i < nodes; i++) {
            var pool = database.pool(8);
            var source = database.by(time, pool);
            living.add(new Node(pool, PostgresStores.open(source, time, sweep)));
        }
    }

    @Override
    public TaskStore store() {
        return living.get(asked).store();
    }

    @Override
    public void next() {
        asked = random.nextInt(nodes);
    }

    @Override
    public void renew(List<Claim> held) {
        living.forEach(node -> node.store().renew(held));
    }

    /** Their leases outlive them, as when they are killed. */
    @Override
    public void restart() {
        die();
    }

    /** Without its connections a store can tell nobody that it ends. */
    @Override
    public void die() {
        end();
        begin();
    }

    private void end() {
        living.forEach(node -> node.pool().close());
        living.forEach(node -> node.store().close());
        living.clear();
    }

    @Override
    public void close() {
        end();
    }
}
