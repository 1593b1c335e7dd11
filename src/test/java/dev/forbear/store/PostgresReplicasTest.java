package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Once;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.engine.Wake;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.task.Failure;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Several replicas on one server at the same time, by its own clock. */
@Tag("slow")
class PostgresReplicasTest {

    private static final Pace PACE = new Pace(ofMillis(100), null);
    private static final Wake NOBODY = _ -> {};

    private PostgresDatabase database;
    private final List<PostgresTaskStore> stores = new ArrayList<>();

    @BeforeEach
    void make() {
        database = PostgresServer.shared().database();
    }

    @AfterEach
    void leave() {
        stores.forEach(PostgresTaskStore::close);
        database.close();
    }

    private PostgresTaskStore replica() {
        return replica("");
    }

    private PostgresTaskStore replica(String parameters) {
        var pool = database.pool(10, parameters);
        var store = PostgresTaskStore.open(pool, "replica-" + stores.size(), _ -> {});
        stores.add(store);
        return store;
    }

    private static Wish wish(String key, String spec) {
        return new Wish(
                new TaskId("c", key),
                UUID.randomUUID(),
                new Terms.Spec(spec, spec),
                When.NOW,
                null,
                null,
                null);
    }

    private static List<Claim> claim(PostgresTaskStore store, int slots) {
        return store.claim(List.of(new Appetite("c", slots, 0, 10)), true).claims();
    }

    private static void settle(PostgresTaskStore store, Claim claim, Verdict verdict) {
        store.settle(new Settlement(claim, verdict, PACE.minInterval(), ofMillis(1))).join();
    }

    private static Verdict retry(String message) {
        var failure = new Failure("E", message, "f", null);
        return new Verdict.Retry(ofMillis(1), ofMillis(1), failure);
    }

    private long count(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(database.url());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void all(List<Callable<Void>> threads) throws Exception {
        try (var executor = Executors.newFixedThreadPool(threads.size())) {
            for (var done : executor.invokeAll(threads)) {
                done.get();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&prepareThreshold=0"})
    void no_task_is_claimed_by_two(String parameters) throws Exception {
        var replicas = List.of(replica(parameters), replica(parameters), replica(parameters));
        var submitted =
                IntStream.range(0, 300)
                        .mapToObj(i -> replicas.get(i % 3).submit(wish("k" + i, "1"), PACE))
                        .toList();
        submitted.forEach(answer -> answer.join());

        var claimed = new ConcurrentLinkedQueue<Long>();
        var threads = new ArrayList<Callable<Void>>();
        for (var replica : replicas) {
            threads.add(() -> {
                for (var some = claim(replica, 7); !some.isEmpty(); some = claim(replica, 7)) {
                    some.forEach(claim -> claimed.add(claim.row()));
                }
                return null;
            });
        }
        all(threads);
        // what one had locked another passed over; its next look finds what was left
        claim(replicas.getFirst(), 300).forEach(claim -> claimed.add(claim.row()));

        assertThat(claimed).hasSize(300).doesNotHaveDuplicates();
        assertThat(replicas.get(1).tallies().get("c").of(Kind.RUNNING)).isEqualTo(300);
    }

    @Test
    void overlapping_keys_in_any_order_never_wait_in_a_circle() throws Exception {
        var replicas = List.of(replica(), replica(), replica(), replica());
        var threads = new ArrayList<Callable<Void>>();
        for (var i = 0; i < 8; i++) {
            var random = new Random(i);
            var store = replicas.get(i % replicas.size());
            threads.add(() -> {
                for (var round = 0; round < 60; round++) {
                    muddle(store, random);
                }
                return null;
            });
        }
        all(threads);

        assertThat(
                        count(
                                "select deadlocks from pg_stat_database where datname ="
                                        + " current_database()"))
                .isZero();
        var recount = count("select count(*) from run");
        assertThat(count("select count(*) from task")).isEqualTo(recount);
        for (var kind : Kind.values()) {
            assertThat(replicas.getFirst().tallies().get("c").of(kind))
                    .isEqualTo(count("select count(*) from run where state = " + kind.code()));
        }
    }

    private static void muddle(PostgresTaskStore store, Random random) {
        var answers =
                random.ints(10, 0, 30)
                        .mapToObj(key -> store.submit(wish("k" + key, "" + key % 3), PACE))
                        .toList();
        var claims = new ArrayList<>(claim(store, 5));
        store.cancel(new TaskId("c", "k" + random.nextInt(30)));
        store.retry(new TaskId("c", "k" + random.nextInt(30)));
        store.renew(claims);
        while (claims.size() > 1) {
            settle(store, claims.removeLast(), random.nextBoolean() ? retry("no") : done());
        }
        store.giveBack(claims);
        if (random.nextInt(4) == 0) {
            store.deleteEnded("c", Duration.ZERO, Duration.ZERO);
            store.flush();
        }
        answers.forEach(answer -> answer.join());
    }

    private static Verdict done() {
        return new Verdict.Success();
    }

    @Test
    void many_who_make_the_same_task_make_one() throws Exception {
        var replicas = List.of(replica(), replica(), replica());
        var effects = new ConcurrentLinkedQueue<Object>();
        var threads = new ArrayList<Callable<Void>>();
        for (var replica : replicas) {
            threads.add(() -> {
                for (var i = 0; i < 40; i++) {
                    effects.add(replica.submit(wish("k" + i, "1"), PACE).join());
                }
                return null;
            });
        }
        all(threads);

        assertThat(count("select count(*) from task")).isEqualTo(40);
        assertThat(effects).hasSize(120);
        assertThat(effects.toString().split("effect=CREATED", -1)).hasSize(41);
    }

    @Test
    void many_who_submit_under_one_key_submit_once() throws Exception {
        var replicas = List.of(replica(), replica(), replica());
        var answers = new ConcurrentLinkedQueue<Object>();
        var threads = new ArrayList<Callable<Void>>();
        for (var replica : replicas) {
            threads.add(() -> {
                for (var i = 0; i < 20; i++) {
                    var once = new Once("key" + i, "body");
                    var key = UUID.randomUUID().toString(); // as the server makes it
                    answers.add(replica.submitOnce(wish(key, "1"), PACE, once).join());
                }
                return null;
            });
        }
        all(threads);

        assertThat(answers.stream().filter(Once.Answer.First.class::isInstance)).hasSize(20);
        assertThat(answers.stream().filter(Once.Answer.Again.class::isInstance)).hasSize(40);
        assertThat(count("select count(*) from task")).isEqualTo(20);
    }

    @Test
    void who_waits_hears_of_what_another_replica_was_given() {
        var woken = new ConcurrentLinkedQueue<Duration>();
        var waiting = replica();
        waiting.listen(database.pool(1), woken::add);
        await().until(waiting::listening);
        assertThat(claim(waiting, 1)).isEmpty();

        replica().submit(wish("k", "1"), PACE).join();

        await().untilAsserted(() -> assertThat(woken).contains(Duration.ZERO));
        assertThat(claim(waiting, 1)).hasSize(1);
    }

    @Test
    void a_hint_of_its_own_wakes_nobody_twice() {
        var woken = new ConcurrentLinkedQueue<Duration>();
        var one = replica();
        one.listen(database.pool(1), woken::add);
        var other = replica();
        other.listen(database.pool(1), NOBODY);
        await().until(() -> one.listening() && other.listening());

        one.submit(wish("own", "1"), PACE).join();
        other.submit(wish("k", "1"), PACE).join();

        await().untilAsserted(() -> assertThat(woken).hasSize(1));
    }

    @Test
    void without_hints_what_another_was_given_is_found_by_the_next_look() {
        var one = replica("&prepareThreshold=0");
        var other = replica("&prepareThreshold=0");
        assertThat(claim(one, 1)).isEmpty();
        other.submit(wish("k", "1"), PACE).join();

        assertThat(claim(one, 1)).hasSize(1);
    }

    @Test
    void a_lost_connection_is_told_as_a_store_that_is_away_and_the_next_one_serves() {
        var one = replica();
        one.submit(wish("a", "1"), PACE).join();
        database.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");

        await().ignoreExceptions().untilAsserted(() -> one.submit(wish("b", "1"), PACE).join());
        assertThat(one.find(new TaskId("c", "a"))).isPresent();
        assertThat(one.find(new TaskId("c", "b"))).isPresent();
    }

    @Test
    void what_an_error_says_is_kept_whatever_its_characters() {
        var one = replica();
        one.submit(wish("k", "1"), PACE).join();

        settle(one, claim(one, 1).getFirst(), retry("a\0b \uD800 \uD83D\uDE00"));

        var kept = one.find(new TaskId("c", "k")).orElseThrow().history().getFirst();
        assertThat(kept.error().message()).startsWith("a\uFFFDb ").endsWith("\uD83D\uDE00");
        one.flush();
    }

    @Test
    void a_row_that_somebody_has_locked_holds_up_no_other() throws Exception {
        var one = replica();
        one.submit(wish("locked", "1"), PACE).join();
        one.submit(wish("free", "1"), PACE).join();
        try (var connection = DriverManager.getConnection(database.url());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "select * from run where id = (select id from task where key ="
                            + " 'locked') for update");

            assertThat(claim(one, 9)).extracting(c -> c.task().id().key()).containsExactly("free");
            connection.rollback();
        }
        assertThat(claim(one, 9)).extracting(c -> c.task().id().key()).containsExactly("locked");
    }

    @Test
    void who_claims_some_of_what_is_due_leaves_the_rest_to_others_at_once() {
        var one = replica();
        for (var key : List.of("a", "b", "c")) {
            one.submit(wish(key, "1"), PACE).join();
        }
        var asked = List.of(new Appetite("c", 1, 0, 5, 10));
        var clock = new StoreClock(System::nanoTime);
        var marks = new Watermarks(clock, ofSeconds(25));
        var look = new PostgresLook(asked, marks, new Horizon());
        var claiming = new PostgresClaiming(asked, true, marks, look);
        var others = new ArrayList<Claim>();

        new dev.forbear.store.PostgresDatabase(database.pool(1))
                .transact(session -> {
                    var ours = new Ownership(7, ofSeconds(20));
                    var claimed = claiming.on(new PostgresTransaction(session, clock, ours));
                    assertThat(claimed.pairs()).hasSize(1);
                    return others.addAll(claim(one, 9));
                });

        assertThat(others).extracting(c -> c.task().id().key()).containsExactly("b", "c");
    }

    @Test
    void one_of_them_speaks_for_all_and_the_next_when_it_is_gone() {
        var first = replica();
        var second = replica();
        assertThat(first.speaksForAll()).isTrue();
        assertThat(second.speaksForAll()).isFalse();

        stores.remove(first);
        first.close();

        assertThat(second.speaksForAll()).isTrue();
    }

    @Test
    void the_numbers_of_replicas_that_are_gone_are_kept() throws Exception {
        var first = replica();
        first.submit(wish("k", "1"), PACE).join();
        stores.remove(first);
        first.close();
        database.execute("update node set seen_at = seen_at - 3600000000");

        var next = replica();
        next.heartbeat(List.of("c"));

        assertThat(count("select count(*) from node")).isEqualTo(1);
        assertThat(next.tallies().get("c").of(Kind.QUEUED)).isEqualTo(1);
        assertThat(count("select count(distinct node) from tally where node <> 0")).isZero();
        assertThat(new HashSet<>(next.heartbeat(List.of("d")))).contains("d");
    }

    @Test
    void what_is_found_late_below_the_mark_is_found_by_the_sweep() {
        var time = new dev.forbear.testkit.VirtualTime();
        var pool = database.pool(10);
        PostgresStores.migrate(pool);
        var source = database.by(time, pool);
        var one = PostgresStores.open(source, time, ofSeconds(25));
        stores.add(one);
        one.submit(wish("early", "1"), PACE).join();
        one.submit(wish("late", "1"), PACE).join();
        claim(one, 1);
        time.turn(ofSeconds(10));
        assertThat(claim(one, 1)).hasSize(1);
        assertThat(claim(one, 1)).isEmpty();
        // as another replica that gave it back
        database.execute("update run set state = 0, owner = null, due_at = started_at - 20000000");

        assertThat(claim(one, 9)).isEmpty();
        time.turn(ofSeconds(25));
        assertThat(claim(one, 9)).hasSize(2);
    }
}
