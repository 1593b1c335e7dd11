package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Once;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Claims;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.store.Fingerprints.Sightings;
import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The moves of tasks through a store's group commit, and what has to be remembered of them while
 * nobody knows whether they are durable. Safe for use by many threads.
 *
 * @param <T> what the store's operations write through
 */
final class Moves<T extends TaskRows> {

    private final InstantSource clock;
    private final Fingerprints fingerprints = new Fingerprints();

    /** Their commit failed, and may be durable all the same; each is to be settled again. */
    private final Set<Settlement> unclear = ConcurrentHashMap.newKeySet();

    /** Claimed when the caller did not wait any more: nobody will run these. */
    private final Set<Claim> unheld = ConcurrentHashMap.newKeySet();

    private final ExecutorService answers =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("forbear-store-answers").daemon().factory());
    private final GroupCommit<T> commits;

    /**
     * @param clock the store's
     * @param patience how long a caller waits at most
     * @param linger how long the outcome of an attempt that is retried may wait for company
     */
    Moves(GroupCommit.Ledger<T> ledger, InstantSource clock, Duration patience, Duration linger) {
        this.clock = clock;
        this.commits = new GroupCommit<>(ledger, answers, patience, linger);
    }

    GroupCommit<T> commits() {
        return commits;
    }

    boolean load(Session session) throws SQLException {
        fingerprints.load(session);
        return true;
    }

    CompletableFuture<Admission> submit(Wish wish, Pace pace) {
        return commits.write(new Submitting(wish, pace))
                .thenApply(submitted -> admission(submitted, wish, pace));
    }

    CompletableFuture<Once.Answer> submitOnce(Wish wish, Pace pace, Once once) {
        return commits.write(new SubmittingOnce(new Submitting(wish, pace), once))
                .thenApply(done ->
                        switch (done) {
                            case SubmittingOnce.Done.Before(var answer) -> answer;
                            case SubmittingOnce.Done.Now(var submitted) ->
                                    new Once.Answer.First(admission(submitted, wish, pace));
                        });
    }

    private Admission admission(Optional<Task.Submitted> submitted, Wish wish, Pace pace) {
        if (submitted.isPresent()) {
            return new Admission.Accepted(submitted.get(), left(submitted.get().task()));
        }
        var limit = Objects.requireNonNull(pace.backlogLimit(), "refused without a limit");
        return new Admission.BacklogFull(wish.id().controller(), limit);
    }

    private @Nullable Duration left(Task task) {
        return Micros.left(Columns.claimable(task.state()), clock.instant());
    }

    /** How long until then; null if that is never. */
    @Nullable Duration left(Instant due) {
        return due.equals(Instant.MAX) ? null : Micros.left(due, clock.instant());
    }

    Claims claim(Operation<? super T, Claimed> claiming) {
        var claimed = commits.await(claiming, late -> unheld.addAll(claims(late, clock.instant())));
        var now = clock.instant(); // time has passed since, in the commit
        return new Claims(claims(claimed, now), claimed.expired(), left(claimed.next()));
    }

    private static List<Claim> claims(Claimed claimed, Instant now) {
        return claimed.pairs().stream().map(pair -> claim(pair, now)).toList();
    }

    private static Claim claim(Claimed.Pair pair, Instant now) {
        var before = pair.before().task();
        var late = Duration.between(Serving.due(pair.before()), now);
        return new Claim(
                pair.after().id(), pair.after().epoch(), before, pair.after().task(), late);
    }

    CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        var again = !unclear.isEmpty() && unclear.remove(settlement);
        return commits.write(new Settling(settlement, again))
                .whenComplete((_, failure) -> {
                    if (failure instanceof StoreAwayException) {
                        unclear.add(settlement);
                    }
                })
                .thenApply(done -> settled(settlement, done));
    }

    private Optional<Settled> settled(Settlement settlement, Optional<Settling.Done> done) {
        var failure = Settling.failure(settlement.verdict());
        if (failure != null && done.isPresent()) {
            fingerprints.seen(settlement.claim().controller(), failure, clock.instant());
        }
        return done.map(d -> new Settled(d.after(), d.outcome(), left(d.after())));
    }

    void giveBack(List<Claim> claims) {
        commits.await(new GivingBack(claims));
    }

    void giveBackUnheld() {
        var claims = List.copyOf(unheld);
        if (!claims.isEmpty()) {
            giveBack(claims);
            unheld.removeAll(claims);
        }
    }

    Change change(TaskId id, Changing.Way way) {
        return commits.await(new Changing(id, way));
    }

    /** Writes how often which failure was seen. */
    void flush(Consumer<Sightings> write) {
        var sightings = fingerprints.take();
        if (sightings.isEmpty()) {
            return;
        }
        var written = false;
        try {
            write.accept(sightings);
            written = true;
        } finally {
            if (!written) {
                fingerprints.putBack(sightings);
            }
        }
    }

    void close(Patience patience) {
        commits.close(patience);
        answers.shutdown();
        patience.await(nanos -> answers.awaitTermination(nanos, TimeUnit.NANOSECONDS));
    }
}
