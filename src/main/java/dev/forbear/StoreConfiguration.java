package dev.forbear;

import dev.forbear.engine.TaskStore;
import dev.forbear.observe.CommitTimer;
import dev.forbear.store.DataDir;
import dev.forbear.store.PostgresPool;
import dev.forbear.store.PostgresTaskStore;
import dev.forbear.store.SqliteTaskStore;
import dev.forbear.store.UnusableDatabaseException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;

/** Where tasks rest: in the data-dir, or in a database that replicas share. */
@Configuration(proxyBeanMethods = false)
@Import({StoreConfiguration.Embedded.class, StoreConfiguration.Shared.class})
class StoreConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.store");

    private static LongConsumer nanos(CommitTimer commits) {
        return nanos -> commits.accept(Duration.ofNanos(nanos));
    }

    /** One process on its own disk. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(StoreChoice.Embedded.class)
    static class Embedded {

        @Bean
        DataDir forbearDataDir(ForbearSettings settings) {
            return DataDir.open(settings.properties().dataDir());
        }

        @Bean
        TaskStore forbearTaskStore(
                DataDir dir, @Qualifier("forbearClock") InstantSource clock, CommitTimer commits) {
            return SqliteTaskStore.open(dir, clock, nanos(commits));
        }
    }

    /** Any number of processes on one PostgreSQL database. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(StoreChoice.Shared.class)
    static class Shared {

        @Bean
        PostgresPool forbearPostgresPool(ForbearSettings settings) {
            var size = settings.properties().datasource().poolSize();
            return new PostgresPool(settings.store().access(), size);
        }

        @Bean
        Wakes forbearWakes() {
            return new Wakes();
        }

        @Bean
        TaskStore forbearTaskStore(
                PostgresPool pool, ForbearSettings settings, Wakes wakes, CommitTimer commits) {
            var choice = settings.store();
            var lease = settings.properties().lease();
            var database = new Database(pool, choice, lease, wakes, nanos(commits));
            try {
                return AwaitedStore.open(database::open, lease);
            } catch (UnusableDatabaseException e) {
                throw new StartRefusedException(List.of(String.valueOf(e.getMessage())));
            }
        }
    }

    /** A database as it is opened, which may have to be tried again. */
    private record Database(
            PostgresPool pool,
            StoreChoice choice,
            Duration lease,
            Wakes wakes,
            LongConsumer commitNanos) {

        TaskStore open() {
            try (var migrations = PostgresPool.forMigrations(choice.migration())) {
                return open(migrations);
            } catch (UnusableDatabaseException e) {
                throw new UnusableDatabaseException(choice.refusal(e), e);
            }
        }

        private TaskStore open(PostgresPool migrations) {
            var store =
                    PostgresTaskStore.open(
                            pool.connections(),
                            migrations.connections(),
                            ThisProcess.name(),
                            lease,
                            commitNanos);
            if (!pool.isPooled()) { // behind one nobody hears
                store.listen(pool.connections(), wakes);
            }
            LOG.info(
                    "tasks are kept at {}{}, with leases of {}",
                    choice,
                    pool.isPooled() ? " behind a pooler" : "",
                    Bounds.text(lease));
            return store;
        }
    }
}
