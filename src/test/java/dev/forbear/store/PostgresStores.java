package dev.forbear.store;

import dev.forbear.store.PostgresTaskStore.Manner;
import dev.forbear.testkit.VirtualTime;

import java.time.Duration;

import javax.sql.DataSource;

/** Stores on PostgreSQL in virtual time. */
public final class PostgresStores {

    public static final Duration LEASE = Duration.ofSeconds(20);

    private PostgresStores() {}

    public static void migrate(DataSource source) {
        PostgresCheck.prepare(source);
    }

    /**
     * Over a database that has been migrated.
     *
     * @param sweep how often what is due is looked for from the beginning
     */
    public static PostgresTaskStore open(DataSource source, VirtualTime time, Duration sweep) {
        var manner = new Manner("test", LEASE, sweep, Duration.ZERO, time.ticker()::nanos);
        return PostgresTaskStore.open(source, manner, _ -> {});
    }

    public static UnusableDatabaseException unusable(String why) {
        return new UnusableDatabaseException(why, null);
    }
}
