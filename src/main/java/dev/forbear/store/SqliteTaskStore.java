package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Once;
import dev.forbear.engine.Query;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * Tasks in an SQLite file, for one process. A thread of its own writes, a few read; callbacks of
 * the futures run on one more, so that a slow one holds up other answers and no commit. Such a
 * callback may call the store, but must not wait for another future of it.
 */
public final class SqliteTaskStore implements TaskStore {

    private static final Duration TO_FLUSH = Duration.ofSeconds(2);

    final GroupCommit<Transaction> commits;
    final Readers readers;
    private final Waits waits;
    private final InstantSource clock;
    private final SqliteLedger ledger;
    private final Horizon horizon = new Horizon();
    private final Moves<Transaction> moves;
    private final Pauses pauses = new Pauses();
    private final Nodes nodes = new Nodes();

    /** What an earlier process had when it died, until it is taken over. */
    private volatile List<Held> orphans = List.of();

    /** What a clock that was set back since an earlier process has left in the future. */
    private volatile boolean clockMended;

    private SqliteTaskStore(
            SqliteFile file, InstantSource clock, LongConsumer commitNanos, Waits waits) {
        this.waits = waits;
        this.clock = clock;
        this.ledger = new SqliteLedger(file, clock, commitNanos, horizon);
        this.moves = new Moves<>(ledger, this::now, waits.answer(), Duration.ZERO);
        this.commits = moves.commits();
        this.readers = new Readers(new SqliteReads(file), waits.answer());
    }

    /**
     * Opens the directory's database, and makes it or brings it up to date if need be.
     *
     * @param dir must stay open as long as the store
     * @param clock the store's clock
     * @param commitNanos hears how long each commit took, on the store's thread; must not throw
     * @throws UnusableDataDirException if there is a file that is no database of this or an older
     *     version; it is left untouched
     */
    public static SqliteTaskStore open(DataDir dir, InstantSource clock, LongConsumer commitNanos) {
        return open(new SqliteFile(dir.database()), clock, commitNanos, Waits.USUAL);
    }

    static SqliteTaskStore open(
            SqliteFile file, InstantSource clock, LongConsumer commitNanos, Waits waits) {
        SqliteCheck.prepare(file);
        var store = new SqliteTaskStore(file, clock, commitNanos, waits);
        var loaded = false;
        try {
            store.load();
            loaded = true;
            return store;
        } finally {
            if (!loaded) {
                store.close();
            }
        }
    }

    private void load() {
        readers.read(session -> {
            pauses.load(session);
            orphans = TakingOver.left(session);
            return moves.load(session);
        });
    }

    private Instant now() {
        return Micros.kept(clock.instant());
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
        return readers.read(session -> Answered.find(session, once, now()));
    }

    @Override
    public int deleteAnswered() {
        return commits.await(transaction -> Answered.deleteOld(transaction.sql(), now()));
    }

    @Override
    public Claims claim(List<Appetite> appetites, boolean suspects) {
        var nothingUntil = horizon.next(appetites, now());
        if (nothingUntil.isAfter(now())) { // an idle queue costs no statement
            return new Claims(List.of(), List.of(), moves.left(nothingUntil));
        }
        return moves.claim(new Claiming(appetites, suspects));
    }

    @Override
    public CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        return moves.settle(settlement);
    }

    @Override
    public void giveBack(List<Claim> claims) {
        moves.giveBack(claims);
    }

    /** The lock on the directory proves any other owner dead. */
    @Override
    public Optional<Duration> lease() {
        return Optional.empty();
    }

    @Override
    public List<Claim> renew(List<Claim> held) {
        return List.of();
    }

    @Override
    public List<Claim> cancelled(List<Claim> held) {
        var cancelled = Set.copyOf(readers.read(TakingOver::cancelled));
        return held.stream().filter(claim -> cancelled.contains(Held.by(claim))).toList();
    }

    @Override
    public List<Rescued> rescue() {
        if (!clockMended) { // some at a time: who begins waits for each commit, not for all
            commits.await(SetBack::controllers).forEach(name -> pullIn(name, SetBack.UNBOUNDED));
            clockMended = true;
        }
        var left = orphans;
        if (left.isEmpty()) {
            return List.of();
        }
        var taken = commits.await(transaction -> TakingOver.takeOver(transaction, left));
        orphans = List.of();
        return taken.stream().map(claim -> new Rescued(claim, true)).toList();
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
        return readers.read(session -> Reading.find(session, id, now()));
    }

    @Override
    public Page list(Query query) {
        var after = Cursor.of(query);
        return readers.read(session -> new Listing(session, query, after).page(now()));
    }

    @Override
    public Map<String, Tally> tallies() {
        return readers.read(Reading::tallies);
    }

    @Override
    public Map<String, Duration> oldestDueAges() {
        return readers.read(session -> Reading.oldestDueAges(session, now()));
    }

    @Override
    public Map<String, Long> ready(long cap) {
        return readers.read(session -> Reading.ready(session, cap, now()));
    }

    @Override
    public Pause pause(String controller, String by, @Nullable String reason) {
        return commits.await(transaction -> pauses.pause(transaction, controller, by, reason));
    }

    @Override
    public boolean resume(String controller) {
        return commits.await(transaction -> pauses.resume(transaction, controller));
    }

    @Override
    public Map<String, Pause> pauses() {
        return pauses.present();
    }

    @Override
    public List<Task> expire(int limit) {
        return commits.await(transaction -> Housekeeping.expire(transaction, limit));
    }

    @Override
    public List<Task> abandon(Duration after, int limit) {
        return commits.await(transaction -> {
            var ended = new ArrayList<Task>();
            for (var name : nodes.gone(transaction, after)) {
                var most = limit - ended.size();
                ended.addAll(Housekeeping.abandon(transaction, name, most));
            }
            return ended;
        });
    }

    @Override
    public List<String> heartbeat(List<String> controllers) {
        return commits.await(transaction -> nodes.heartbeat(transaction, controllers));
    }

    @Override
    public int deleteEnded(String controller, Duration succeeded, Duration failedOrCancelled) {
        return commits.await(transaction ->
                Housekeeping.deleteEnded(transaction, controller, succeeded, failedOrCancelled));
    }

    @Override
    public int pullIn(String controller, Duration longest) {
        var all = 0;
        var some = SetBack.Mended.NONE;
        do {
            var before = some;
            some = commits.await(t -> SetBack.mend(t, controller, longest, before));
            all += some.rows();
        } while (!some.all());
        return all;
    }

    @Override
    public void flush() {
        moves.giveBackUnheld();
        writeSightings();
    }

    private void writeSightings() {
        moves.flush(sightings -> commits.await(sightings, Patience.of(TO_FLUSH), _ -> {}));
    }

    @Override
    public boolean reachable() {
        try {
            if (ledger.away()) {
                commits.await(Nodes::beat);
            }
            return readers.read(session -> !session.list("select 1", row -> true).isEmpty());
        } catch (StoreAwayException _) {
            return false;
        }
    }

    /**
     * Writes what was accepted and closes, within 5 seconds; then lets go. Further calls throw
     * StoreAwayException.
     */
    @Override
    public void close() {
        var patience = Patience.of(waits.close());
        try {
            writeSightings();
        } catch (RuntimeException _) {
            // counts of failures seen in the last second are all that is lost
        }
        readers.close(patience);
        moves.close(patience); // last, for who closes the file's last connection tidies up
    }
}
