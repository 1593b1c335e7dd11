package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Query;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.task.Kind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * No statement's cost grows with the number of tasks: PostgreSQL says how it would go about each.
 */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class PostgresPlanTest {

    /** 30,000 tasks: half wait, the others ended in every way. */
    private static final String FILL =
            "insert into task (controller, key, uid, created_at, spec, spec_digest, lane) select"
                + " 'c' || n % 3, 'k' || n, gen_random_uuid(), n, '{}', 'd', case when n % 10 = 0"
                + " then 'l' end from generate_series(1, 30000) n; insert into run (id, controller,"
                + " state, due_at, epoch, owner, generation, attempts, crashes, fingerprint,"
                + " deadline_at, updated_at) select id, controller, case when id % 2 = 0 then id /"
                + " 2 % 2 * 2 when id % 1000 = 1 then 1 else 3 + id % 3 end, case when id % 2 = 0"
                + " or id % 1000 = 1 then id end, 1, case when id % 1000 = 1 then 7 end, 1, 1, 0,"
                + " case when id % 5 = 0 then 'f' || id % 50 end, case when id % 40 = 0 then id"
                + " end, id from task; analyze";

    private PostgresDatabase database;

    @BeforeAll
    void fill() {
        database = PostgresServer.shared().database();
        PostgresStores.migrate(database.pool(2));
        database.execute(FILL);
    }

    @AfterAll
    void leave() {
        database.close();
    }

    static List<String> statements() throws Exception {
        var classes = Path.of(Session.class.getResource("Session.class").toURI()).getParent();
        try (var files = Files.list(classes)) {
            var constants =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("Postgres.*\\.class"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .flatMap(PostgresPlanTest::constants);
            return Stream.concat(constants, lists()).sorted().toList();
        }
    }

    private static Stream<String> lists() {
        var states =
                Stream.of(Kind.values())
                        .map(kind -> new Query("c", kind, null, null, null, null, 10, null))
                        .map(query -> PostgresStatements.list(ListOrder.NEWEST_OF_STATE, query));
        var any = new Query("c", null, null, null, null, null, 10, null);
        var others =
                Stream.of(ListOrder.values())
                        .filter(order -> order != ListOrder.NEWEST_OF_STATE)
                        .map(order -> PostgresStatements.list(order, any));
        return Stream.concat(states, others);
    }

    private static Stream<String> constants(String name) {
        try {
            var found = new ArrayList<String>();
            for (var field : Class.forName("dev.forbear.store." + name).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.getType() == String.class
                        && field.trySetAccessible()
                        && field.get(null) instanceof String text
                        && text.matches("(?s)(select|insert|update|delete|with) .*(run|task) .*")) {
                    found.add(text);
                }
            }
            return found.stream();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void no_statement_walks_or_sorts_what_grows_with_the_number_of_tasks(String sql)
            throws Exception {
        var plan = String.join("\n", plan(sql));

        assertThat(plan).doesNotContainPattern("Seq Scan on (run|task|attempt)\\b");
        assertThat(plan)
                .as("no index is walked as a whole but that of what is held, which is not much")
                .doesNotContainPattern(
                        "Index(?![^\\n]* run_leased )[^\\n]* on (run|task)\\b[^\\n]*\\n"
                                + "(?!\\s+Index Cond)");
        if (sql.contains("skip locked")) {
            assertThat(plan)
                    .as("what is taken from the front is not sorted before")
                    .doesNotContainPattern("LockRows[^\\n]*\\n[^\\n]*Sort");
        }
    }

    /**
     * For any values; the timeouts aside, with the settings that each transaction has. Not by
     * {@code explain (generic_plan)}, which there is from 16 on.
     */
    private List<String> plan(String sql) throws Exception {
        var number = new AtomicInteger();
        var numbered =
                Pattern.compile("\\?")
                        .matcher(sql)
                        .replaceAll(_ -> "\\$" + number.incrementAndGet());
        try (var connection =
                        DriverManager.getConnection(database.url() + "&preferQueryMode=simple");
                var statement = connection.createStatement()) {
            statement.execute(
                    "set enable_seqscan = off; set enable_mergejoin = off;"
                            + " set enable_bitmapscan = off;"
                            + " set plan_cache_mode = force_generic_plan");
            if (sql.endsWith(String.valueOf(Listing.MOST_LOOKED_AT))) { // a reading transaction's
                statement.execute("set enable_hashjoin = off");
            }
            statement.execute("prepare planned as " + numbered);
            var values = String.join(", ", Collections.nCopies(number.get(), "null"));
            var execute = "execute planned" + (values.isEmpty() ? "" : "(" + values + ")");
            var steps = new ArrayList<String>();
            try (var rows = statement.executeQuery("explain " + execute)) {
                while (rows.next()) {
                    steps.add(rows.getString(1));
                }
            }
            return steps;
        }
    }

    @Test
    void the_statements_are_found() throws Exception {
        assertThat(statements()).hasSizeGreaterThan(30);
    }

    @Test
    void a_statement_that_does_walk_a_table_would_be_noticed() throws Exception {
        assertThat(plan("select * from run r where attempts > ?"))
                .anyMatch(step -> step.contains("Seq Scan on run"));
    }
}
