package dev.forbear.engine;

import dev.forbear.task.Outcome;
import dev.forbear.task.Task;
import dev.forbear.task.Task.Submitted;
import dev.forbear.task.TaskId;
import dev.forbear.task.Verdict;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where tasks rest. What a method returns, or completes its future with, is durable. Safe for use
 * by many threads.
 *
 * <p>"Somebody else has it" is a value; {@link StoreAwayException} means that nothing is known of
 * the outcome, or that nothing was written. Due times follow the store's clock; callers see them as
 * time left.
 */
public interface TaskStore extends AutoCloseable {

    /**
     * Writes a submission.
     *
     * @param pace the controller's limits that a submission meets
     */
    CompletableFuture<Admission> submit(Wish wish, Pace pace);

    /**
     * Writes a submission, and in the same transaction what it came to, unless one came under the
     * key within {@link Once#KEPT}. Of many at the same time one is written; the others wait for
     * it.
     */
    CompletableFuture<Once.Answer> submitOnce(Wish wish, Pace pace, Once once);

    /** What became of an earlier submission under the key; never a First, empty if none is kept. */
    Optional<Once.Answer> answered(Once once);

    /**
     * Deletes what is kept of submissions for longer than {@link Once#KEPT}, at most 1,000 a call;
     * returns how many.
     */
    int deleteAnswered();

    /**
     * What a submission meets.
     *
     * @param minInterval the least time between two starts of a key
     * @param backlogLimit how many tasks of the controller may wait or run; null: no limit
     */
    record Pace(Duration minInterval, @Nullable Long backlogLimit) {}

    /** What became of a submission. */
    sealed interface Admission {
        /**
         * @param dueIn how long until it is due; null where it is running or held
         */
        record Accepted(Submitted submitted, @Nullable Duration dueIn) implements Admission {}

        /** Refused: the controller's backlog has reached its limit. */
        record BacklogFull(String controller, long limit) implements Admission {}
    }

    /**
     * Claims what is due, oldest first, and ends what is due beyond its deadline. The attempt's
     * number is written before this returns. What was claimed for an answer that reached nobody is
     * given back by the store, sooner or later.
     *
     * @param appetites the controllers that may run now, each with how many it takes
     * @param suspects whether a task whose process died twice may be claimed: at most one is
     */
    Claims claim(List<Appetite> appetites, boolean suspects);

    /**
     * How much a controller takes.
     *
     * @param slots how many can start at once
     * @param ahead how many more will start within milliseconds; never a last attempt nor a task
     *     that crashed
     * @param early how many more are wanted of those that are due {@link #SOON}, to start when they
     *     are due; the same are left out. A store may give none
     * @param maxAttempts the controller's limit, for tasks without one of their own
     */
    record Appetite(String controller, int slots, int ahead, int early, int maxAttempts) {

        /** Takes nothing before it is due. */
        public Appetite(String controller, int slots, int ahead, int maxAttempts) {
            this(controller, slots, ahead, 0, maxAttempts);
        }
    }

    /** How long before it is due a task may be claimed. */
    Duration SOON = Duration.ofMillis(100);

    /**
     * @param claims what may start, now or when it is due
     * @param expired tasks that were ended instead: their deadline has passed, or their limit was
     *     lowered to what they have made
     * @param nextDue how long until something that was left waiting among the appetites'
     *     controllers can be due, never too long; zero when more is due now; null when nothing
     *     waits
     */
    record Claims(List<Claim> claims, List<Task> expired, @Nullable Duration nextDue) {}

    /**
     * Writes what became of an attempt, if the claim still holds; empty if it was fenced out (and
     * freed, if cancelled).
     */
    CompletableFuture<Optional<Settled>> settle(Settlement settlement);

    /**
     * @param minInterval the least time between two starts of a key
     * @param took how long the attempt ran
     */
    record Settlement(Claim claim, Verdict verdict, Duration minInterval, Duration took) {}

    /**
     * @param after the task as it is now
     * @param nextIn how long until it is due again; null where it is not
     */
    record Settled(Task after, Outcome outcome, @Nullable Duration nextIn) {}

    /** Gives back claims that were never started; the attempt is not counted. */
    void giveBack(List<Claim> claims);

    /**
     * How long a claim is this process's after it was claimed or last renewed, the same for the
     * store's life; empty where it is for as long as the process lives, since no other can have it:
     * then nothing need be renewed, and nothing is ever lost.
     *
     * <p>The time counts from before the call that claimed or renewed it; from its end on another
     * process may have the task.
     */
    Optional<Duration> lease();

    /**
     * Lets the leases begin anew of all that this process holds: what waits for a thread, what runs
     * (cancelled or not), and whose outcome is not written yet. Tells the others that this process
     * lives, also where it holds nothing; to be called at a third of the lease.
     *
     * <p>What is marked as this process's and not among them is left to its lease's end.
     *
     * @return those of them that are not this process's any more, in no order: whoever has them,
     *     their outcomes would be fenced out. One that was settled or given back meanwhile may be
     *     among them
     */
    List<Claim> renew(List<Claim> held);

    /**
     * Which of the claims that this process holds were cancelled, by whichever process was asked,
     * in no order; each stays held, and is told again, until it is settled. Cheap, to be called
     * about once a second.
     */
    List<Claim> cancelled(List<Claim> held);

    /**
     * Takes attempts that no process holds any more: an earlier process of this store left them
     * when no other can have it, else their lease is over. Each has a new epoch, is this process's
     * from now on, so that no other rescues it too, and is to be settled as crashed. Frees what was
     * cancelled and whose thread has gone likewise. Some at a time: there may be more as long as
     * the answer is not empty. None for one lease after the store's own clock was set.
     *
     * <p>The first call pulls in what waits, as {@link #pullIn} does, where the clock was set back
     * since an earlier process was there.
     */
    List<Rescued> rescue();

    /**
     * An attempt that nobody saw end.
     *
     * @param claim as it ran; its {@code before} is its task, since how it waited is not known
     * @param died whether its process died, which counts against the task; false if that one has
     *     renewed leases since without naming it, or was closed in good order
     */
    record Rescued(Claim claim, boolean died) {}

    Change cancel(TaskId id);

    Change retry(TaskId id);

    /** What became of an operator's wish. */
    sealed interface Change {
        record Changed(Task before, Task after) implements Change {}

        /** The task's state does not allow it. */
        record Refused(Task task) implements Change {}

        record NoSuchTask() implements Change {}
    }

    Optional<Stored> find(TaskId id);

    /**
     * A task as it is read.
     *
     * @param now the store's time of the reading
     * @param history the last attempts, oldest first, at most 10; a clean first run leaves none
     */
    record Stored(Task task, Instant now, List<Attempted> history) {}

    /**
     * One attempt of the past.
     *
     * @param error null if it did not fail
     * @param nextDelay null if no retry followed
     */
    record Attempted(
            long generation,
            int number,
            Instant startedAt,
            Duration took,
            Outcome outcome,
            @Nullable Fault error,
            @Nullable Duration nextDelay) {}

    /**
     * @param message at most 500 characters
     */
    record Fault(String type, String message, String fingerprint, Instant at) {}

    /**
     * @throws IllegalArgumentException if the query's cursor is not one that this store made for
     *     the same query
     */
    Page list(Query query);

    /**
     * @param items may be fewer than the limit, even none, where there are more pages: what a page
     *     looks at is bounded
     * @param next where the next page begins; null at the end
     */
    record Page(List<Stored> items, @Nullable String next) {}

    /** How many tasks of each controller are in each state, exactly. */
    Map<String, Tally> tallies();

    /** For each controller that has any due, how long its oldest due task has waited. */
    Map<String, Duration> oldestDueAges();

    /** How many tasks of each controller are due now, each counted up to the cap. */
    Map<String, Long> ready(long cap);

    /**
     * Stops the claiming of a controller's tasks on all replicas; an earlier pause stays as it is.
     */
    Pause pause(String controller, String by, @Nullable String reason);

    /**
     * @return false if it was not paused
     */
    boolean resume(String controller);

    /**
     * As it was at most a second and a half ago, whichever process was asked. Asked at each pass.
     */
    Map<String, Pause> pauses();

    record Pause(Instant since, String by, @Nullable String reason) {}

    /** Ends waiting tasks whose deadline has passed, at most so many. */
    List<Task> expire(int limit);

    /**
     * Ends waiting tasks of controllers that no live node has had for so long, at most so many a
     * call.
     */
    List<Task> abandon(Duration after, int limit);

    /**
     * Makes known which controllers this process has; survives restarts as "last seen". To be
     * called about once a minute, where others look on several times in a lease.
     *
     * @return the names of all controllers that have a live node
     */
    List<String> heartbeat(List<String> controllers);

    /**
     * Deletes ended tasks older than their controller keeps them, at most 1,000 a call; returns how
     * many.
     */
    int deleteEnded(String controller, Duration succeeded, Duration failedOrCancelled);

    /**
     * After a jump of the clock: what waits as if it had been written later than now, since the
     * clock was set back, is pulled in. A retry, and what waits for a cooldown, wait as long again
     * as when they were written, and what was due within a second is due as soon again.
     *
     * @param longest the controller's longest delay: none of these waits for longer
     * @return how many were pulled in
     */
    int pullIn(String controller, Duration longest);

    /**
     * Writes what may be written late: how often which failure was seen. To be called about once a
     * second.
     */
    void flush();

    /** True if the store answers. */
    boolean reachable();

    /**
     * Whether this process is the one among those that share the store that tells figures which
     * would be counted more than once if each told them. For a moment there may be two, or none.
     */
    default boolean speaksForAll() {
        return true;
    }

    @Override
    void close();
}
