package dev.forbear.api;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Effect;
import dev.forbear.task.Wish;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** Takes one line of many. Safe for use by many threads. */
final class BulkIntake {

    /** So many of a line's faults are told: the answers of 10,000 lines wait in memory. */
    private static final int MOST_FAULTS = 5;

    /** How much of specs may be on its way into the store, in characters, over all calls. */
    private static final int MOST_ROOM = 16 * 1024 * 1024;

    private final Workqueue queue;
    private final Intake intake;
    private final Uuid7 uuids;
    private final Semaphore room = new Semaphore(MOST_ROOM);

    /** What became of a line. */
    sealed interface Result {
        record Taken(String key, Effect effect) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    BulkIntake(Workqueue queue, Intake intake, Uuid7 uuids) {
        this.queue = queue;
        this.intake = intake;
        this.uuids = uuids;
    }

    /** Completes, never exceptionally, when it is known what became of the line. */
    CompletableFuture<Result> take(Lines.Line line) {
        return switch (line) {
            case Lines.Line.Wrong(_, var problem) -> refused(problem);
            case Lines.Line.Text(_, var text) -> taken(text);
        };
    }

    private CompletableFuture<Result> taken(String text) {
        try {
            return switch (intake.check(text)) {
                case Intake.Checked.Refused(var problem) -> refused(shortened(problem));
                case Intake.Checked.Ok(var wish) -> submitted(wish);
            };
        } catch (RuntimeException e) { // such as a fault of the controller's own check
            return refused(problem(e));
        }
    }

    private static CompletableFuture<Result> refused(Problem problem) {
        return CompletableFuture.completedFuture(new Result.Refused(problem));
    }

    private static Problem shortened(Problem problem) {
        var errors = problem.errors();
        return new Problem(
                problem.type(),
                problem.detail(),
                errors.size() > MOST_FAULTS ? List.copyOf(errors.subList(0, MOST_FAULTS)) : errors);
    }

    private CompletableFuture<Result> submitted(Wish wish) {
        var weight = wish.spec().json().length();
        room.acquireUninterruptibly(weight);
        var submission = CompletableFuture.completedFuture(wish).thenCompose(queue::submit);
        return submission
                .<Result>handle((admission, thrown) ->
                        thrown == null
                                ? result(wish.id().key(), admission)
                                : new Result.Refused(problem(thrown)))
                .whenComplete((_, _) -> room.release(weight));
    }

    private static Result result(String key, Admission admission) {
        return switch (admission) {
            case Admission.Accepted(var submitted, _) -> new Result.Taken(key, submitted.effect());
            case Admission.BacklogFull full -> new Result.Refused(SubmitApi.full(full));
        };
    }

    private Problem problem(Throwable thrown) {
        return switch (thrown) {
            case StoreAwayException _ -> Guard.storeIsAway();
            case CompletionException e when e.getCause() != null -> problem(e.getCause());
            default -> Guard.fault(uuids, thrown, "a line of POST " + Routes.ROOT + "/tasks/bulk");
        };
    }
}
