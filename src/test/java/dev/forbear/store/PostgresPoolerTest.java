package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Claim;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.postgres.Pooler;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.store.PostgresPool.Access;
import dev.forbear.store.PostgresTaskStore.Manner;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Stores whose database is behind a pooler that gives each transaction another connection. */
@Tag("slow")
@Timeout(120)
class PostgresPoolerTest {

    private static final Pace PACE = new Pace(ofMillis(100), null);

    /** More than after which the driver keeps a statement on the server. */
    private static final int ROUNDS = 12;

    private static final String LEFT =
            "select name from pg_settings where source = 'session' and setting <> reset_val";

    /** What the pooler itself sets for who comes next. */
    private static final Set<String> TRACKED =
            Set.of(
                    "application_name",
                    "client_encoding",
                    "DateStyle",
                    "TimeZone",
                    "standard_conforming_strings");

    @TempDir private Path folder;
    private PostgresDatabase database;
    private Pooler pooler;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void make() throws Exception {
        database = PostgresServer.shared().database();
        pooler = Pooler.before(database, folder);
    }

    @AfterEach
    void leave() throws Exception {
        for (var one : opened.reversed()) {
            one.close();
        }
        if (pooler != null) {
            pooler.close();
        }
        database.close();
    }

    private PostgresPool pool(@Nullable Boolean told) {
        var access = new Access(pooler.url(), Pooler.USER, Pooler.PASSWORD, told);
        var pool = new PostgresPool(access, 8);
        opened.add(pool);
        return pool;
    }

    private PostgresTaskStore store(PostgresPool pool, Duration lease) {
        var manner = new Manner("replica", lease, ofSeconds(25), Duration.ZERO, System::nanoTime);
        var store = PostgresTaskStore.open(pool.connections(), manner, _ -> {});
        opened.add(store);
        return store;
    }

    private PostgresTaskStore replica(@Nullable Boolean told) {
        return store(pool(told), PostgresStores.LEASE);
    }

    private static TaskId id(String key) {
        return new TaskId("c", key);
    }

    private static void submit(TaskStore store, String key) {
        var spec = new Terms.Spec("{}", "{}");
        store.submit(new Wish(id(key), UUID.randomUUID(), spec, When.NOW, null, null, null), PACE)
                .join();
    }

    private static Claim claim(TaskStore store) {
        return store.claim(List.of(new Appetite("c", 1, 0, 10)), true).claims().getFirst();
    }

    private static Kind settled(TaskStore store, Claim claim, Verdict verdict) {
        return store.settle(new Settlement(claim, verdict, PACE.minInterval(), ofMillis(1)))
                .join()
                .orElseThrow()
                .after()
                .state()
                .kind();
    }

    private static Verdict later() {
        return new Verdict.Retry(
                Duration.ofHours(1), Duration.ofHours(1), new Failure("E", "no", "f", null));
    }

    private void migrateDirectly() {
        PostgresStores.migrate(database.pool(2));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(booleans = true)
    void tasks_are_submitted_claimed_renewed_and_settled_by_any_replica(@Nullable Boolean told) {
        migrateDirectly();

        work(replica(told), replica(told));
    }

    @Test
    void where_it_keeps_prepared_statements_they_may_be_used() throws Exception {
        pooler.close();
        pooler = Pooler.withPreparedStatements(database, folder);
        migrateDirectly();

        work(replica(false), replica(false));
    }

    @Test
    void where_it_does_not_and_is_denied_they_are_missed() {
        migrateDirectly();

        try (var denied = pool(false)) {
            assertThatThrownBy(() -> work(store(denied, PostgresStores.LEASE), replica(null)))
                    .hasStackTraceContaining("prepared statement \"S_");
        }
    }

    private static void work(TaskStore one, TaskStore other) {
        for (var round = 0; round < ROUNDS; round++) {
            submit(one, "done-" + round);
            submit(other, "later-" + round);
            var first = claim(other);
            var second = claim(one);
            assertThat(other.renew(List.of(first))).isEmpty();
            assertThat(one.renew(List.of(second))).isEmpty();
            assertThat(settled(other, first, new Verdict.Success())).isEqualTo(Kind.SUCCEEDED);
            assertThat(settled(one, second, later())).isEqualTo(Kind.BACKING_OFF);
            assertThat(one.heartbeat(List.of("c"))).containsExactly("c");
        }

        assertThat(one.tallies()).isEqualTo(other.tallies());
        assertThat(one.tallies().get("c").of(Kind.SUCCEEDED)).isEqualTo(ROUNDS);
        assertThat(other.tallies().get("c").of(Kind.BACKING_OFF)).isEqualTo(ROUNDS);
        assertThat(one.claim(List.of(new Appetite("c", 9, 0, 10)), true).claims()).isEmpty();
    }

    @Test
    void a_pause_and_its_end_hold_for_both() {
        migrateDirectly();
        var one = replica(null);
        var other = replica(null);

        one.pause("c", "ann", "deploy");
        await().until(() -> other.pauses().containsKey("c"));

        other.resume("c");
        await().until(() -> one.pauses().isEmpty());
    }

    @Test
    void a_cancel_on_one_is_heard_by_the_other_who_runs_it() {
        migrateDirectly();
        var one = replica(null);
        var other = replica(null);
        submit(one, "k");
        var claim = claim(other);

        one.cancel(id("k"));

        assertThat(other.cancelled(List.of(claim))).containsExactly(claim);
        assertThat(one.find(id("k")).orElseThrow().task().state().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void what_one_that_dies_had_is_rescued_by_the_other() {
        migrateDirectly();
        var dying = pool(null);
        var one = store(dying, ofSeconds(1));
        var other = store(pool(null), ofSeconds(1));
        submit(one, "k");
        var claim = claim(one);

        dying.close();

        assertThatThrownBy(() -> one.renew(List.of(claim))).isInstanceOf(StoreAwayException.class);
        await().untilAsserted(() ->
                assertThat(other.rescue())
                        .singleElement()
                        .matches(TaskStore.Rescued::died, "died")
                        .matches(it -> it.claim().row() == claim.row(), "is the one"));
    }

    @Test
    void the_tables_can_be_made_through_it() {
        var pool = pool(null);

        PostgresCheck.prepare(pool.connections());
        PostgresCheck.prepare(pool.connections());

        work(store(pool, PostgresStores.LEASE), replica(null));
    }

    @Test
    void nothing_is_left_behind_on_the_connections_that_others_get() throws Exception {
        migrateDirectly();
        work(replica(null), replica(null));

        var servers = new HashSet<Integer>();
        var left = new HashSet<String>();
        try (var session = new PostgresSession(pool(null).connections().getConnection())) {
            for (var i = 0; i < 50; i++) {
                servers.add(session.one("select pg_backend_pid()", row -> row.getInt(1)));
                left.addAll(session.list(LEFT, row -> row.getString(1)));
            }
        }

        assertThat(servers).hasSizeGreaterThan(1);
        assertThat(TRACKED).containsAll(left);
    }
}
