package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.testkit.InMemory;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

class SqliteCheckTest {

    private static final String NEWER =
            "insert into forbear_schema_history (installed_rank, version, description, type,"
                + " script, installed_by, execution_time, success) values (99, '99', '', 'SQL', '',"
                + " '', 0, 1)";

    @TempDir(factory = InMemory.class)
    Path temp;

    private Path path;

    @BeforeEach
    void name() {
        path = temp.resolve("a # name? 100%.db");
    }

    private void prepare() {
        SqliteCheck.prepare(new SqliteFile(path));
    }

    private void sql(String... statements) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path.toUri());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused() throws Exception {
        var before = Files.readAllBytes(path);
        var files = files();
        var thrown =
                assertThatThrownBy(this::prepare)
                        .isInstanceOf(UnusableDataDirException.class)
                        .hasMessageContaining(path.toString())
                        .hasMessageContaining("untouched");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(files()).isEqualTo(files);
        return thrown;
    }

    private Set<String> files() throws Exception {
        try (var list = Files.list(temp)) {
            return new TreeSet<>(list.map(file -> file.getFileName().toString()).toList());
        }
    }

    private void damage(long at) throws Exception {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.write("damage ".repeat(500).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void where_there_is_none_or_an_empty_file_a_database_is_made_and_then_left_as_it_is()
            throws Exception {
        Files.createFile(path);
        prepare();
        var made = Files.readAllBytes(path);
        prepare();

        assertThat(made).isNotEmpty();
        assertThat(Files.readAllBytes(path)).isEqualTo(made);
        sql(
                "select id from task",
                "select id from run",
                "select version from " + Migrations.HISTORY);
    }

    @Test
    void the_newest_version_is_the_last_of_the_migrations_that_are_there() throws Exception {
        prepare();

        try (var session = new SqliteFile(path).readOnly()) {
            assertThat(
                            session.list(
                                    "select version from " + Migrations.HISTORY,
                                    row -> row.getString(1)))
                    .containsExactly("1", "2", "3")
                    .hasSize(Migrations.SQLITE.newest());
            int id = session.one("pragma application_id", row -> row.getInt(1));
            assertThat(id).isEqualTo(SqliteCheck.APPLICATION_ID);
        }
    }

    @Test
    void an_older_version_is_brought_up_to_date_and_keeps_what_it_holds() throws Exception {
        prepare();
        var newest = schema("sql");
        sql(
                "drop table idempotency",
                "alter table task drop column traceparent",
                "delete from forbear_schema_history where version <> '1'",
                "insert into controller (name) values ('c')");

        prepare();

        assertThat(schema("sql")).isEqualTo(newest);
        sql("insert into idempotency values ('k', 'b', 'c', 't', 'CREATED', 1)");
        try (var session = new SqliteFile(path).readOnly()) {
            assertThat(session.list("select name from controller", row -> row.getString(1)))
                    .containsExactly("c");
        }
    }

    @Test
    void what_is_no_database_is_refused() throws Exception {
        Files.writeString(path, "Dear diary, today I");
        assertRefused().hasMessageContaining("is not an SQLite database");

        Files.delete(path);
        Files.createDirectory(path);
        assertThatThrownBy(this::prepare)
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining("is not an SQLite database");
    }

    @Test
    void the_database_of_another_application_is_refused() throws Exception {
        sql("create table customer (id integer)");

        assertRefused()
                .hasMessageContaining("belongs to another application")
                .hasMessageContaining("customer")
                .hasMessageContaining("forbear.data-dir");
    }

    @Test
    void another_applications_database_in_wal_mode_is_refused_without_a_trace() throws Exception {
        sql(
                "pragma journal_mode = wal",
                "pragma application_id = 77",
                "create table t (n integer)");

        assertRefused().hasMessageContaining("application_id 77");
    }

    @Test
    void another_applications_database_without_tables_is_refused() throws Exception {
        sql("pragma application_id = 77");

        assertRefused().hasMessageContaining("application_id 77");
    }

    @Test
    void a_newer_database_is_refused() throws Exception {
        prepare();
        sql(NEWER);

        assertRefused()
                .hasMessageContaining("newer version of Forbear")
                .hasMessageContaining("99")
                .hasMessageContaining("knows up to " + Migrations.SQLITE.newest());
    }

    @Test
    void a_truncated_database_is_refused() throws Exception {
        prepare();
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }

        assertRefused().hasMessageContaining("is damaged").hasMessageContaining("backup");
    }

    @Test
    void a_database_with_a_damaged_header_or_page_is_refused() throws Exception {
        prepare();
        var size = Files.size(path);
        damage(size - 4_096);
        assertRefused().hasMessageContaining("is damaged");

        Files.delete(path);
        prepare();
        damage(30);
        assertRefused();
    }

    @Test
    void what_a_crash_left_half_made_is_made_whole() throws Exception {
        prepare();
        var whole = schema("name");
        var begun = schema("sql").stream().filter(sql -> sql.contains(Migrations.HISTORY)).toList();
        Files.delete(path);
        sql(begun.toArray(String[]::new));

        prepare();

        assertThat(begun).hasSize(2);
        assertThat(schema("name")).isEqualTo(whole);
    }

    private List<String> schema(String column) throws Exception {
        try (var session = new SqliteFile(path).readOnly()) {
            return session.list(
                    "select " + column + " from sqlite_master where sql is not null order by rowid",
                    row -> row.getString(1));
        }
    }

    @Test
    void what_a_crash_left_in_the_log_is_there() throws Exception {
        prepare();
        var crashed = temp.resolve("crashed.db");
        try (var session = new SqliteFile(path).writer()) {
            session.update("insert into controller (name) values ('c')");
            Files.copy(path, crashed);
            Files.copy(Path.of(path + "-wal"), Path.of(crashed + "-wal"));
        }
        path = crashed;

        prepare();

        try (var session = new SqliteFile(crashed).writer()) {
            assertThat(session.list("select name from controller", row -> row.getString(1)))
                    .containsExactly("c");
        }
    }

    @Test
    void a_newer_version_is_noticed_in_the_log_too() throws Exception {
        prepare();
        var crashed = temp.resolve("crashed.db");
        try (var session = new SqliteFile(path).writer()) {
            session.update(NEWER);
            Files.copy(path, crashed);
            Files.copy(Path.of(path + "-wal"), Path.of(crashed + "-wal"));
        }
        path = crashed;

        assertThatThrownBy(this::prepare)
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining("newer version");
    }
}
