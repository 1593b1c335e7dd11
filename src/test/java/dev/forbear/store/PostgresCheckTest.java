package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.task.TaskId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;

import javax.sql.DataSource;

/** What a database must be like, and what is said of one that is not. */
@Tag("slow")
class PostgresCheckTest {

    private PostgresDatabase database;
    private HikariDataSource pool;

    @BeforeEach
    void make() {
        database = PostgresServer.shared().database();
        pool = database.pool(10);
    }

    @AfterEach
    void leave() {
        database.close();
    }

    private static PostgresTaskStore open(DataSource source) {
        return PostgresTaskStore.open(source, "test", _ -> {});
    }

    private DataSource at(String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    @Test
    void a_schema_is_made_once_and_found_again() {
        open(pool).close();
        open(pool).close();

        assertThat(tables()).isEqualTo(9);
    }

    @Test
    void an_older_version_is_brought_up_to_date_beside_what_it_holds() throws Exception {
        older();
        database.execute(
                "insert into task (controller, key, uid, created_at, spec, spec_digest)"
                        + " values ('c', 'old', gen_random_uuid(), 1, '{}', 'd');"
                        + " insert into run (id, controller, state, epoch, generation, attempts,"
                        + " crashes, updated_at) select id, 'c', 3, 1, 1, 1, 0, 1 from task");

        var store = open(pool);

        var old = store.find(new TaskId("c", "old")).orElseThrow().task();
        assertThat(old.terms().trace()).isNull();
        store.close();
    }

    /** Back to the first version of the schema. */
    private void older() {
        open(pool).close();
        database.execute(
                "alter table task drop column traceparent;"
                        + " delete from forbear_schema_history where version = '2'");
    }

    @Test
    void a_step_that_somebody_who_reads_holds_up_is_given_up_and_can_be_tried_again()
            throws Exception {
        older();
        try (var backup = pool.getConnection();
                var statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("select * from task");

            assertThatThrownBy(() -> open(pool))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("the step V2__traceparent.sql of its schema failed")
                    .hasMessageContaining("lock timeout");
            backup.rollback();
        }

        open(pool).close();
    }

    @Test
    void a_step_that_fails_is_named_and_leaves_the_schema_as_it_was() throws Exception {
        older();
        database.execute("alter table task add column traceparent int");

        assertThatThrownBy(() -> open(pool))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("the step V2__traceparent.sql of its schema failed")
                .hasMessageContaining("already exists");

        database.execute("alter table task drop column traceparent");
        open(pool).close();
    }

    private long tables() {
        try (var session = new PostgresSession(pool.getConnection())) {
            return session.one(
                    "select count(*) from pg_tables where schemaname = 'public'",
                    row -> row.getLong(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void it_lives_beside_the_tables_of_an_application() {
        database.execute("create table flyway_schema_history (theirs int)");
        database.execute("create table orders (id int)");

        open(pool).close();

        assertThat(tables()).isEqualTo(11);
    }

    @Test
    void tables_of_an_application_that_have_the_names_of_ours_are_named_and_left_alone() {
        database.execute("create table task (id int); create view run as select 1");

        assertThatThrownBy(() -> open(pool))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("the schema public has tables of another application")
                .hasMessageContaining("run, task")
                .hasMessageContaining("currentSchema");

        assertThat(tables()).isEqualTo(1);
    }

    @Test
    void a_schema_of_its_own_is_one_parameter() {
        database.execute("create schema forbear");
        open(database.pool(10, "&currentSchema=forbear")).close();

        assertThat(tables()).isZero();
    }

    @Test
    void a_schema_that_is_one_step_newer_is_worked_with() {
        open(pool).close();
        database.execute("alter table task add column later text");
        newer(Migrations.POSTGRESQL.newest() + 1);

        var store = open(pool);

        assertThat(store.find(new TaskId("c", "k"))).isEmpty();
        store.close();
    }

    private void newer(int version) {
        database.execute(
                """
                insert into forbear_schema_history select installed_rank + 1, '%1$d', 'later', type,
                    'V%1$d__later.sql', checksum, installed_by, installed_on, 1, true
                from forbear_schema_history order by installed_rank desc limit 1
                """
                        .formatted(version));
    }

    @Test
    void a_schema_that_is_two_steps_newer_is_refused() {
        open(pool).close();
        var version = Migrations.POSTGRESQL.newest() + 2;
        newer(version);

        assertThatThrownBy(() -> open(pool))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("schema version " + version)
                .hasMessageContaining("newer");
    }

    @Test
    void a_database_that_is_not_there_is_refused_and_named() {
        var url = database.url().replaceAll("/forbear\\d+", "/nowhere");

        assertThatThrownBy(() -> open(at(url)))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void a_user_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> open(at(database.url().replace("user=postgres", "user=eve"))))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("eve");
    }

    @Test
    void a_user_who_may_not_make_tables_is_refused() {
        database.execute(
                "create role poor login; revoke create on schema public from public"); // until 15
        try {
            var poor = at(database.url().replace("user=postgres", "user=poor"));

            assertThatThrownBy(() -> open(poor))
                    .isInstanceOf(UnusableDatabaseException.class)
                    .hasMessageContaining("permission denied");
        } finally {
            database.execute("drop role poor");
        }
    }

    @Test
    void a_schema_that_is_not_there_is_refused_and_named() {
        assertThatThrownBy(() -> open(at(database.url() + "&currentSchema=nowhere")))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("search_path (nowhere)")
                .hasMessageContaining("currentSchema");
    }

    @Test
    void a_server_that_does_not_answer_is_away() {
        assertThatThrownBy(() -> open(at("jdbc:postgresql://localhost:1/x?user=postgres")))
                .isInstanceOf(StoreAwayException.class);
    }
}
