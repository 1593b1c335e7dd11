package dev.forbear.testkit;

import dev.forbear.engine.Engine;
import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The queue of one test. Nothing runs until {@link #advance} lets time pass; then attempts run on
 * the test's own thread, each when it is due. To be used by one thread.
 */
public final class ForbearQueue {

    private static final Duration TO_WRITE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofDays(100_000);
    private static final int MOST = 1_000;

    private final Engine engine;
    private final Workqueue workqueue;
    private final Submissions submissions;
    private final VirtualTime time;

    ForbearQueue(Engine engine, Workqueue workqueue, Submissions submissions, VirtualTime time) {
        this.engine = engine;
        this.workqueue = workqueue;
        this.submissions = submissions;
        this.time = time;
    }

    /** Submits; the task is due at once and runs with the next {@link #advance}. */
    public TestTask submit(String controller, String key, @Nullable Object spec) {
        var submission = Submission.to(controller).key(key);
        return submit(spec == null ? submission : submission.spec(spec));
    }

    /**
     * @throws IllegalArgumentException if the submission is invalid
     */
    public TestTask submit(Submission submission) {
        var receipt = submissions.submit(submission);
        return task(receipt.controller(), receipt.key());
    }

    /** Lets so much time pass and makes each attempt that falls due, at its time. */
    public void advance(Duration duration) {
        var end = time.instant().plus(duration);
        while (true) {
            passed();
            var left = Duration.between(time.instant(), end);
            if (left.isZero()) {
                return;
            }
            var wait = untilNext();
            time.turn(wait.compareTo(left) < 0 ? wait : left);
        }
    }

    /** How long nothing falls due; what is due and cannot run, being paused, is looked at again. */
    private Duration untilNext() {
        return Stream.of(Kind.QUEUED, Kind.BACKING_OFF)
                .map(state -> new Query(null, state, null, null, null, null, MOST, null))
                .flatMap(query -> workqueue.list(query).items().stream())
                .map(this::untilDue)
                .min(Duration::compareTo)
                .orElse(NEVER);
    }

    private Duration untilDue(Stored stored) {
        var due = stored.task().state().dueAt();
        var overdue = due == null || !due.isAfter(time.instant());
        var wait = overdue ? LOOK_AGAIN : Duration.between(time.instant(), due);
        var mayExpire = stored.task().terms().deadline() != null;
        return mayExpire && wait.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : wait;
    }

    /** Runs all that is due now. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Passes until all that is due has run and is written. */
    private void passed() {
        var wait = Duration.ZERO;
        for (var runs = 0; wait.isZero() || runs < 2; runs++) { // what one ran may be due again
            wait = engine.pass();
            awaitWritten();
        }
    }

    private void awaitWritten() {
        try {
            if (!engine.awaitSettled(TO_WRITE)) {
                throw new IllegalStateException("outcomes were not written within " + TO_WRITE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while outcomes were being written", e);
        }
    }

    /**
     * @throws AssertionError if there is no such task
     */
    public TestTask task(String controller, String key) {
        return workqueue
                .find(new TaskId(controller, key))
                .map(TestTask::of)
                .orElseThrow(
                        () -> new AssertionError("there is no task " + controller + "/" + key));
    }

    /** As an operator does: runs a waiting task now, revives a failed or cancelled one. */
    public TestTask retry(String controller, String key) {
        return changed(workqueue.retry(new TaskId(controller, key), "test"), controller, key);
    }

    /** As an operator does. */
    public TestTask cancel(String controller, String key) {
        return changed(workqueue.cancel(new TaskId(controller, key), "test"), controller, key);
    }

    private TestTask changed(Change change, String controller, String key) {
        if (change instanceof Change.Refused(var task)) {
            throw new IllegalStateException("the task is " + task.state().kind());
        }
        return task(controller, key);
    }

    /** The queue's present time. */
    public Instant now() {
        return time.instant();
    }
}
