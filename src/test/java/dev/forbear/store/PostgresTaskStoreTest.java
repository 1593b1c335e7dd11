package dev.forbear.store;

import com.zaxxer.hikari.HikariDataSource;

import dev.forbear.engine.TaskStore;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.testkit.EarlyContract;
import dev.forbear.testkit.LeaseContract;
import dev.forbear.testkit.TaskStoreContract;
import dev.forbear.testkit.VirtualTime;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The contracts on a real server; the database's clock is the test's. */
@Tag("slow")
class PostgresTaskStoreTest extends TaskStoreContract implements LeaseContract, EarlyContract {

    private static dev.forbear.postgres.PostgresDatabase database;
    private static HikariDataSource pool;

    private final List<TaskStore> others = new ArrayList<>();
    private VirtualTime time;

    @BeforeAll
    static void migrate() {
        database = PostgresServer.shared().database();
        pool = database.pool(24);
        PostgresCheck.prepare(pool);
    }

    @AfterAll
    static void leave() {
        database.close();
    }

    @Override
    protected TaskStore open(InstantSource clock) {
        if (time == null) {
            database.empty();
        }
        time = (VirtualTime) clock;
        return store();
    }

    private PostgresTaskStore store() {
        return PostgresStores.open(database.by(time, pool), time, Duration.ofSeconds(25));
    }

    @Override
    public TaskStore another() {
        var other = store();
        others.add(other);
        return other;
    }

    @AfterEach
    void closeOthers() {
        others.forEach(TaskStore::close);
    }
}
