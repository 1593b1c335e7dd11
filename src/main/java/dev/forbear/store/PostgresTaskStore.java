package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Once;
import dev.forbear.engine.Query;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.Wake;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import javax.sql.DataSource;

/**
 * Tasks in a PostgreSQL database that several processes share. All times are the database's. A
 * thread of its own writes submissions, outcomes and claims; callbacks of the futures run on one
 * more. Such a callback may call the store, but must not wait for another future of it.
 */
public final class PostgresTaskStore implements TaskStore {

    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofSeconds(25);

    /** While tasks fail the next claim is due within it, and takes their outcomes along. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private final PostgresDatabase database;
    private final StoreClock clock;
    private final DueTasks due;
    private final PostgresNodes nodes;
    private final PostgresPauses pauses;
    private final PostgresLedger ledger;
    private final PostgresLeases leases;
    private final Readers readers;
    private final Moves<PostgresTransaction> moves;
    private final Hints hints;

    /**
     * What is not the same everywhere.
     *
     * @param node what this process is called, for people
     * @param lease how long a claim is this process's
     * @param sweep how often what is due is looked for from the beginning
     * @param linger how long the outcome of an attempt that is retried may wait for company
     * @param nanos the monotonic clock
     */
    record Manner(
            String node, Duration lease, Duration sweep, Duration linger, LongSupplier nanos) {
        static Manner of(String node, Duration lease) {
            return new Manner(node, lease, SWEEP, LINGER, System::nanoTime);
        }
    }

    private PostgresTaskStore(DataSource source, Manner manner, LongConsumer commitNanos) {
        this.database = new PostgresDatabase(source);
        this.clock = new StoreClock(manner.nanos());
        this.pauses = new PostgresPauses(database, clock);
        this.due = new DueTasks(database, clock, manner.sweep(), pauses);
        this.nodes = PostgresNodes.enter(database, clock, manner.node(), manner.lease());
        this.hints = new Hints(database, clock, nodes, due);
        this.ledger =
                new PostgresLedger(database, clock, nodes.ownership(), commitNanos, hints::tell);
        this.leases = new PostgresLeases(database, ledger, clock, nodes.ownership());
        this.readers = new Readers(database, Waits.USUAL.answer());
        this.moves = new Moves<>(ledger, clock::now, Waits.USUAL.answer(), manner.linger());
    }

    /**
     * Opens the database, and makes its schema or brings it up to date if need be.
     *
     * @param source must outlive the store; gives connections that it may use for one transaction
     *     each, of which up to 8 are in use at once
     * @param node what this process is called, for people
     * @param commitNanos hears how long each commit took, on the thread that commits
     * @throws StoreAwayException if it cannot be reached now
     * @throws UnusableDatabaseException if trying again will not help: no such user or database, a
     *     server that is too old, a schema of a newer version
     */
    public static PostgresTaskStore open(DataSource source, String node, LongConsumer commitNanos) {
        return open(source, source, node, LEASE, commitNanos);
    }

    /**
     * As {@link #open(DataSource, String, LongConsumer)}.
     *
     * @param migrations where the schema is made: where the source is behind a pooler, or must not
     *     make tables, one that is not; used until this returns
     * @param lease how long a claim is this process's without being renewed
     */
    public static PostgresTaskStore open(
            DataSource source,
            DataSource migrations,
            String node,
            Duration lease,
            LongConsumer commitNanos) {
        PostgresCheck.prepare(migrations);
        PostgresCheck.reach(source);
        return open(source, Manner.of(node, lease), commitNanos);
    }

    static PostgresTaskStore open(DataSource source, Manner manner, LongConsumer commitNanos) {
        var store = new PostgresTaskStore(source, manner, commitNanos);
        var loaded = false;
        try {
            store.readers.read(store.moves::load);
            loaded = true;
            return store;
        } finally {
            if (!loaded) {
                store.close();
            }
        }
    }

    /**
     * Lets the other replicas' hints that something is due wake the dispatcher. Without it, and
     * where they do not come through, what others submitted is seen when it looks for itself. To be
     * called once at most.
     *
     * @param direct gives a connection that is not behind a transaction pooler; one is kept until
     *     this is closed
     */
    public void listen(DataSource direct, Wake wake) {
        hints.listen(direct, wake);
    }

    boolean listening() {
        return hints.listening();
    }

    @Override
    public CompletableFuture<Admission> submit(Wish wish, Pace pace) {
        return moves.submit(wish, pace);
    }

    @Override
    public CompletableFuture<Once.Answer> submitOnce(Wish wish, Pace pace, Once once) {
        return moves.submitOnce(wish, pace, once);
    }

    @Override
    public Optional<Once.Answer> answered(Once once) {
        return readers.read(session -> Answered.find(session, once, now(session)));
    }

    @Override
    public int deleteAnswered() {
        return any(PostgresKeeping.ANY_ANSWERED, Micros.of(Once.KEPT))
                ? ledger.alone(PostgresKeeping.deletingAnswered())
                : 0;
    }

    @Override
    public Claims claim(List<Appetite> appetites, boolean suspects) {
        return due.claim(appetites, suspects, moves);
    }

    @Override
    public CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        return moves.settle(settlement);
    }

    @Override
    public void giveBack(List<Claim> claims) {
        moves.giveBack(claims);
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.of(nodes.ownership().lease());
    }

    @Override
    public List<Claim> renew(List<Claim> held) {
        return leases.renew(held, nodes);
    }

    @Override
    public List<Claim> cancelled(List<Claim> held) {
        return leases.cancelled(held);
    }

    @Override
    public List<Rescued> rescue() {
        return leases.rescue();
    }

    @Override
    public Change cancel(TaskId id) {
        return moves.change(id, Task::cancelled);
    }

    @Override
    public Change retry(TaskId id) {
        return moves.change(id, Task::retried);
    }

    @Override
    public Optional<Stored> find(TaskId id) {
        return readers.read(session -> Reading.find(session, id, now(session)));
    }

    private Instant now(Session session) throws SQLException {
        return clock.read(session.one(PostgresStatements.NOW, row -> row.getLong(1)));
    }

    @Override
    public Page list(Query query) {
        var after = Cursor.of(query);
        return readers.read(session -> new Listing(session, query, after).page(now(session)));
    }

    @Override
    public Map<String, Tally> tallies() {
        return database.ask(Reading::tallies);
    }

    @Override
    public Map<String, Duration> oldestDueAges() {
        return readers.read(session -> Reading.oldestDueAges(session, now(session)));
    }

    @Override
    public Map<String, Long> ready(long cap) {
        return readers.read(session -> Reading.ready(session, cap, now(session)));
    }

    @Override
    public Pause pause(String controller, String by, @Nullable String reason) {
        return pauses.pause(controller, by, reason);
    }

    @Override
    public boolean resume(String controller) {
        return pauses.resume(controller);
    }

    @Override
    public Map<String, Pause> pauses() {
        return pauses.present();
    }

    /** One statement: an idle queue costs no transaction. */
    private boolean any(String sql, Object... values) {
        return database.ask(session -> session.one(sql, row -> row.getBoolean(1), values));
    }

    @Override
    public List<Task> expire(int limit) {
        return any(PostgresKeeping.ANY_OVERDUE)
                ? ledger.alone(PostgresKeeping.expiring(limit))
                : List.of();
    }

    @Override
    public List<Task> abandon(Duration after, int limit) {
        var ended = new ArrayList<Task>();
        for (var name : nodes.gone(after)) {
            var most = limit - ended.size();
            ended.addAll(ledger.alone(PostgresKeeping.abandoning(name, most)));
        }
        return ended;
    }

    @Override
    public List<String> heartbeat(List<String> controllers) {
        return nodes.heartbeat(controllers);
    }

    @Override
    public int deleteEnded(String controller, Duration succeeded, Duration failedOrCancelled) {
        var others = Micros.of(failedOrCancelled);
        var kept = new Long[] {Micros.of(succeeded), others, others};
        return any(PostgresKeeping.ANY_ENDED, kept, controller)
                ? ledger.alone(PostgresKeeping.deleting(controller, succeeded, failedOrCancelled))
                : 0;
    }

    @Override
    public int pullIn(String controller, Duration longest) {
        return new PostgresSetBack(ledger, nodes.ownership().lease()).mend(controller, longest);
    }

    @Override
    public void flush() {
        moves.giveBackUnheld();
        moves.flush(ledger::alone);
    }

    @Override
    public boolean reachable() {
        try {
            return any("select true");
        } catch (StoreAwayException _) {
            return false;
        }
    }

    @Override
    public boolean speaksForAll() {
        return readers.read(nodes::eldest);
    }

    /**
     * Writes what was accepted and closes, within 5 seconds; then lets go. Further calls throw
     * StoreAwayException. Leaves the source open.
     */
    @Override
    public void close() {
        var patience = Patience.of(Waits.USUAL.close());
        try {
            moves.flush(ledger::alone);
        } catch (RuntimeException _) {
            // counts of failures seen in the last second are all that is lost
        }
        readers.close(patience);
        moves.close(patience);
        hints.close();
        try {
            nodes.close();
        } catch (RuntimeException _) {
            // then this node is taken for dead when its lease is over
        }
    }
}
