package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.util.List;

import javax.sql.DataSource;

/** A user who makes the tables, and another one who works with them. */
@Tag("slow")
class PostgresUsersTest {

    private PostgresDatabase database;
    private HikariDataSource pool;

    @BeforeEach
    void make() {
        database = PostgresServer.shared().database();
        pool = database.pool(4);
    }

    @AfterEach
    void leave() {
        database.close();
    }

    private static DataSource at(String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    private PostgresTaskStore opened(DataSource worker) {
        return PostgresTaskStore.open(worker, pool, "test", PostgresStores.LEASE, _ -> {});
    }

    /** Makes a user who may not make tables, and may do this with those that others make. */
    private DataSource worker(String privileges) {
        database.execute(
                "create role worker login; grant usage on schema public to worker;"
                        + " revoke create on schema public from public;"
                        + " alter default privileges in schema public grant "
                        + privileges
                        + " on tables to worker");
        return at(database.url().replace("user=postgres", "user=worker"));
    }

    private void dropWorker() {
        database.execute("drop owned by worker; drop role worker");
    }

    @Test
    void tables_can_be_made_by_another_user_than_the_one_that_uses_them() {
        try (var store = opened(worker("select, insert, update, delete"))) {
            assertThat(store.tallies()).isEmpty();
            assertThat(store.heartbeat(List.of("c"))).containsExactly("c");
        } finally {
            dropWorker();
        }
    }

    @Test
    void a_user_who_may_not_use_the_tables_is_refused_and_they_are_named() {
        try {
            var worker = worker("select, insert, update");

            assertThatThrownBy(() -> opened(worker))
                    .isInstanceOf(UnusableDatabaseException.class)
                    .hasMessageContaining("worker may not")
                    .hasMessageContaining("attempt, controller, fingerprint");
        } finally {
            dropWorker();
        }
    }

    @Test
    void each_table_must_be_free_to_use() throws Exception {
        PostgresStores.migrate(pool);
        try (var session = new PostgresSession(pool.getConnection())) {
            var tables =
                    session.list(
                            "select tablename from pg_tables where schemaname = 'public'"
                                    + " and tablename <> 'forbear_schema_history' order by 1",
                            row -> row.getString(1));
            var worker = worker("select"); // on those of the future

            assertThatThrownBy(() -> opened(worker))
                    .hasMessageContaining("in " + String.join(", ", tables) + ": grant it");
        } finally {
            dropWorker();
        }
    }

    @Test
    void a_working_user_that_is_not_there_is_refused_though_the_tables_are_made() {
        var nobody = at(database.url().replace("user=postgres", "user=nobody"));

        assertThatThrownBy(() -> opened(nobody))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void tables_that_were_made_elsewhere_are_missed() {
        try (var elsewhere = PostgresServer.shared().database()) {
            assertThatThrownBy(() -> opened(at(elsewhere.url())))
                    .isInstanceOf(UnusableDatabaseException.class)
                    .hasMessageContaining("does not exist");
        }
    }
}
