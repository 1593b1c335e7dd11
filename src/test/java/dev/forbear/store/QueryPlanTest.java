package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.testkit.InMemory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** No statement's cost grows with the number of tasks: SQLite says how it would go about each. */
@TestInstance(Lifecycle.PER_CLASS)
class QueryPlanTest {

    /** A column that is compared with what a caller gives. */
    private static final Pattern BOUND = Pattern.compile("\\b[rt]\\.(\\w+) [<>]=? \\?");

    private Session session;

    @BeforeAll
    void open(@TempDir(factory = InMemory.class) Path temp) throws Exception {
        var file = new SqliteFile(temp.resolve("plans.db"));
        SqliteCheck.prepare(file);
        session = file.writer();
    }

    @AfterAll
    void close() throws Exception {
        session.close();
    }

    /** The statements that the classes of this room hold as constants, and those of the lists. */
    static List<String> statements() throws Exception {
        var classes = Path.of(Session.class.getResource("Session.class").toURI()).getParent();
        try (var files = Files.list(classes)) {
            var names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name ->
                                    name.endsWith(".class")
                                            && !name.contains("package-info")
                                            && !name.matches("(Postgres|Hint).*"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .toList();
            var constants = names.stream().flatMap(QueryPlanTest::constants);
            var lists = Stream.of(ListOrder.values()).map(SqliteStatements::list);
            return Stream.concat(constants, lists).sorted().toList();
        }
    }

    /** Without the one that looks at all that waits, in parts, after the clock was set back. */
    static List<String> frequent() throws Exception {
        return statements().stream().filter(sql -> !sql.contains("r.updated_at > ?3")).toList();
    }

    private static Stream<String> constants(String name) {
        try {
            var type = Class.forName("dev.forbear.store." + name);
            return Stream.of(type.getDeclaredFields())
                    .filter(field -> Modifier.isStatic(field.getModifiers()))
                    .filter(field -> !field.isSynthetic() && !type.isEnum())
                    .filter(field -> field.trySetAccessible())
                    .map(field -> {
                        try {
                            return field.get(null);
                        } catch (IllegalAccessException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .flatMap(value ->
                            value instanceof List<?> list ? list.stream() : Stream.of(value))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .filter(text -> text.matches("(?s)(select|insert|update|delete) .*"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Small whatever happens: a row for each controller and state, for each kind of failure. */
    private static boolean isSmall(String step) {
        return step.matches(
                "SCAN (tally|controller|fingerprint|sqlite_sequence|sqlite_master|forbear_schema_history|CONSTANT"
                    + " ROW|c VIRTUAL TABLE.*|c|\\(subquery-1\\))( .*)?");
    }

    /** What it sorts are the ten attempts of a task, or the tables of a file. */
    private static boolean isOfFew(String sql) {
        return sql.contains("from attempt where task = ?") || sql.contains("sqlite_master");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void no_statement_walks_or_sorts_what_grows_with_the_number_of_tasks(String sql)
            throws Exception {
        assertThat(plan(sql))
                .noneMatch(step -> step.startsWith("SCAN") && !isSmall(step))
                .noneMatch(step -> step.contains("B-TREE FOR ORDER BY") && !isOfFew(sql))
                .noneMatch(step -> step.contains("AUTOMATIC"));
    }

    @ParameterizedTest
    @MethodSource("frequent")
    void what_a_statement_bounds_it_finds_by_an_index(String sql) throws Exception {
        var bounds = BOUND.matcher(sql);
        var plan = String.join("; ", plan(sql));

        while (bounds.find()) {
            assertThat(plan)
                    .as(sql)
                    .containsPattern(bounds.group(1) + "[<>]|\\(" + bounds.group(1));
        }
    }

    private List<String> plan(String sql) throws Exception {
        return session.list("explain query plan " + sql, row -> Rows.text(row, 4));
    }

    @Test
    void the_statements_are_found() throws Exception {
        assertThat(statements()).hasSizeGreaterThan(40);
    }

    @Test
    void a_statement_that_does_walk_a_table_would_be_noticed() throws Exception {
        assertThat(plan("select * from run where attempts > ?"))
                .allMatch(step -> step.startsWith("SCAN") && !isSmall(step));
    }
}
