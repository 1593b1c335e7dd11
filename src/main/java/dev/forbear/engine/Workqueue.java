package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Page;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What callers ask of the queue. Safe for use by many threads; each method may throw {@link
 * StoreAwayException}.
 */
public final class Workqueue {

    /**
     * Tasks of a controller that runs elsewhere are paced by the defaults: its own settings are not
     * known here.
     */
    private static final Pace ELSEWHERE = new Pace(Duration.ofMillis(100), null);

    /** What has been due for less than this waits for nothing yet. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Counting what is due goes no further than this. */
    private static final long READY_CAP = 100_000;

    private static final long LONGEST_SECONDS = 10;

    private final TaskStore store;
    private final Controllers controllers;
    private final Wake wake;
    private final TaskEvents events;

    public Workqueue(TaskStore store, Controllers controllers, Wake wake, TaskEvents events) {
        this.store = store;
        this.controllers = controllers;
        this.wake = wake;
        this.events = events;
    }

    /**
     * Completes when the submission is durable; exceptionally with StoreAwayException if it may not
     * be, at the latest after 10 seconds.
     */
    public CompletableFuture<Admission> submit(Wish wish) {
        return bounded(store.submit(wish, pace(wish)).thenApply(this::told));
    }

    /** As the other, but where the same came before it does nothing and says what that came to. */
    public CompletableFuture<Once.Answer> submit(Wish wish, Once once) {
        var answer = store.submitOnce(wish, pace(wish), once);
        return bounded(answer.thenApply(this::told));
    }

    /** What became of an earlier submission; empty if none is known. */
    public Optional<Once.Answer> answered(Once once) {
        return store.answered(once);
    }

    private Pace pace(Wish wish) {
        return controllers
                .find(wish.id().controller())
                .map(Controller::settings)
                .map(s -> new Pace(s.minInterval(), s.backlogLimit()))
                .orElse(ELSEWHERE);
    }

    /** A store that hangs must not hold its callers; what it writes later is told all the same. */
    private static <A> CompletableFuture<A> bounded(CompletableFuture<A> told) {
        if (told.isDone()) {
            return told;
        }
        return told.copy()
                .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                failure instanceof TimeoutException
                                        ? new StoreAwayException("the store took too long", failure)
                                        : failure));
    }

    private Once.Answer told(Once.Answer answer) {
        if (answer instanceof Once.Answer.First(var admission)) {
            told(admission);
        }
        return answer;
    }

    private Admission told(Admission admission) {
        if (admission instanceof Admission.Accepted(var submitted, var dueIn)) {
            if (dueIn != null) {
                wake.dueIn(dueIn);
            }
            events.on(new TaskEvent.Submitted(submitted.task(), submitted.effect()));
        }
        return admission;
    }

    public Controllers controllers() {
        return controllers;
    }

    public Optional<Stored> find(TaskId id) {
        return store.find(id);
    }

    /**
     * @throws IllegalArgumentException if the cursor is not one of this query's
     */
    public Page list(Query query) {
        return store.list(query);
    }

    /** Cancels; a running attempt is interrupted within moments. */
    public Change cancel(TaskId id, String by) {
        return operated("cancel", store.cancel(id), by);
    }

    /** Runs a task now, whatever it waits for, and revives a failed or cancelled one. */
    public Change retry(TaskId id, String by) {
        return operated("retry", store.retry(id), by);
    }

    private Change operated(String action, Change change, String by) {
        if (change instanceof Change.Changed(Task before, Task after)) {
            events.on(new TaskEvent.Operated(action, before, after, by));
            wake.dueIn(Duration.ZERO);
        }
        return change;
    }

    public Pause pause(String controller, String by, @Nullable String reason) {
        var before = store.pauses().get(controller);
        var pause = store.pause(controller, by, reason);
        var changed = !pause.equals(before);
        events.on(new TaskEvent.Paused(controller, pause, changed, by, reason));
        wake.dueIn(Duration.ZERO);
        return pause;
    }

    /**
     * Does nothing if it is not paused.
     *
     * @param reason for the log
     */
    public void resume(String controller, String by, @Nullable String reason) {
        if (store.resume(controller)) {
            events.on(new TaskEvent.Paused(controller, null, true, by, reason));
            wake.dueIn(Duration.ZERO);
        }
    }

    public Map<String, Pause> pauses() {
        return store.pauses();
    }

    public Map<String, Tally> tallies() {
        return store.tallies();
    }

    public Map<String, Duration> oldestDueAges() {
        return store.oldestDueAges();
    }

    /** How many tasks of each controller are due now, counted up to 100,000 each. */
    public Map<String, Long> ready() {
        return store.ready(READY_CAP);
    }

    /** Why the task does not run now; empty unless it waits. */
    public Optional<Waiting> waitingFor(Stored stored) {
        return waitingFor(stored, () -> store.pauses().keySet());
    }

    /**
     * As the other, for a page of tasks.
     *
     * @param paused the names of the controllers that are paused
     */
    public Optional<Waiting> waitingFor(Stored stored, Set<String> paused) {
        return waitingFor(stored, () -> paused);
    }

    private Optional<Waiting> waitingFor(Stored stored, Supplier<Set<String>> paused) {
        var task = stored.task();
        var due = task.state().dueAt();
        if (due == null) {
            return Optional.empty();
        }
        var name = task.id().controller();
        if (due.isAfter(stored.now())) {
            return Optional.of(new Waiting(waitsUntilDue(task, due), due));
        }
        if (task.state() instanceof State.Queued(_, var leased) && leased) {
            return Optional.of(new Waiting(Waiting.Reason.CANCELLING, null));
        }
        if (paused.get().contains(name)) {
            return Optional.of(new Waiting(Waiting.Reason.PAUSED, null));
        }
        if (controllers.isLive(name) && due.plus(AT_ONCE).isAfter(stored.now())) {
            return Optional.empty(); // it is about to start
        }
        var reason =
                controllers.isLive(name) ? Waiting.Reason.CAPACITY : Waiting.Reason.NO_CONTROLLER;
        return Optional.of(new Waiting(reason, null));
    }

    private static Waiting.Reason waitsUntilDue(Task task, Instant due) {
        if (task.state() instanceof State.BackingOff) {
            return Waiting.Reason.BACKOFF;
        }
        return due.equals(task.progress().floor())
                ? Waiting.Reason.COOLDOWN
                : Waiting.Reason.SCHEDULE;
    }
}
