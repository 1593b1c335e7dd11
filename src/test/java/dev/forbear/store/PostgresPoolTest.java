package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.postgres.Pooler;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.store.PostgresPool.Access;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Whether a URL leads to a pooler, and what is said of one that refuses. */
@Tag("slow")
@Timeout(60)
class PostgresPoolTest {

    @TempDir private Path folder;
    private PostgresDatabase database;
    private Pooler pooler;

    @BeforeEach
    void make() throws Exception {
        database = PostgresServer.shared().database();
        pooler = Pooler.before(database, folder);
    }

    @AfterEach
    void leave() {
        if (pooler != null) {
            pooler.close();
        }
        database.close();
    }

    private boolean seen(String url, @Nullable Boolean told) throws SQLException {
        var access = new Access(url, Pooler.USER, Pooler.PASSWORD, told);
        try (var pool = new PostgresPool(access, 2)) {
            pool.connections().getConnection().close();
            return pool.isPooled();
        }
    }

    @Test
    void it_is_seen() throws Exception {
        assertThat(seen(pooler.url(), null)).isTrue();
        assertThat(seen(database.url(), null)).isFalse();
    }

    @Test
    void only_what_changes_the_tables_may_take_its_time() throws Exception {
        var access = new Access(database.url(), null, null, null);
        try (var usual = new PostgresPool(access, 2);
                var patient = PostgresPool.forMigrations(access)) {
            for (var setting :
                    List.of("statement_timeout", "idle_in_transaction_session_timeout")) {
                assertThat(shown(usual, setting)).isEqualTo("8s");
                assertThat(shown(patient, setting)).isEqualTo("0");
            }
        }
    }

    private static String shown(PostgresPool pool, String setting) throws SQLException {
        try (var connection = pool.connections().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void what_is_told_stands_over_it() throws Exception {
        assertThat(seen(pooler.url(), false)).isFalse();
        assertThat(seen(database.url(), true)).isTrue();
    }

    @Test
    void a_connection_that_may_not_write_any_more_is_lent_no_more() {
        var access = new Access(database.url(), null, null, null);
        try (var pool = new PostgresPool(access, 1)) {
            var store = new dev.forbear.store.PostgresDatabase(pool.connections());
            store.ask(session -> session.update("set default_transaction_read_only = on"));
            dev.forbear.store.PostgresDatabase.Work<Integer> writing =
                    session -> session.update("create table t (n int)");

            assertThatThrownBy(() -> store.change(writing)).isInstanceOf(StoreAwayException.class);

            assertThat(store.change(writing)).isZero();
        }
    }

    private void prepare(String url, String password) {
        try (var pool = new PostgresPool(new Access(url, Pooler.USER, password, null), 2)) {
            PostgresCheck.prepare(pool.connections());
        }
    }

    @Test
    void a_password_that_it_refuses_is_refused_for_good() {
        assertThatThrownBy(() -> prepare(pooler.url(), "wrong"))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("authentication failed");
    }

    @Test
    void a_database_that_it_does_not_have_is_refused_for_good() {
        assertThatThrownBy(() -> prepare(pooler.url() + "x", Pooler.PASSWORD))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("no such database");
    }

    @Test
    void a_parameter_of_the_url_that_it_does_not_take_is_refused_for_good() {
        assertThatThrownBy(() -> prepare(pooler.url() + "?currentSchema=x", Pooler.PASSWORD))
                .isInstanceOf(UnusableDatabaseException.class)
                .hasMessageContaining("search_path");
    }
}
