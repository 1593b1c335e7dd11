package dev.forbear.api;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Effect;
import dev.forbear.task.TraceParent;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Takes the lines of one call, each by itself. Safe for use by many threads. */
final class BulkIntake {

    /** So many of a line's faults are told, since many lines' wait in memory. */
    private static final int MOST_FAULTS = 5;

    /** The characters that these have together; the first is told whatever it has. */
    private static final int LONGEST_FAULTS = 1_000;

    private final Workqueue queue;
    private final Intake intake;
    private final Uuid7 uuids;
    private final Semaphore room;
    private final @Nullable TraceParent trace;
    private final Map<Class<?>, Problem> faults = new ConcurrentHashMap<>();

    /** What became of a line. */
    sealed interface Result {
        record Taken(String key, Effect effect) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    /**
     * @param room how many characters of specs may be on their way into the store
     * @param trace the span that the attempts are parts of; null: of none
     */
    BulkIntake(
            Workqueue queue,
            Intake intake,
            Uuid7 uuids,
            Semaphore room,
            @Nullable TraceParent trace) {
        this.queue = queue;
        this.intake = intake;
        this.uuids = uuids;
        this.room = room;
        this.trace = trace;
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
                case Intake.Checked.Ok(var wish) -> submitted(wish.under(trace));
            };
        } catch (RuntimeException | Error e) { // such as a fault of the controller's own check
            return refused(problem(e));
        }
    }

    private static CompletableFuture<Result> refused(Problem problem) {
        return CompletableFuture.completedFuture(new Result.Refused(problem));
    }

    private static Problem shortened(Problem problem) {
        var told = new ArrayList<Problem.Fault>();
        var left = LONGEST_FAULTS;
        for (var fault : problem.errors()) {
            left -= fault.at().length() + fault.detail().length();
            if (told.size() == MOST_FAULTS || (left < 0 && !told.isEmpty())) {
                break;
            }
            told.add(fault);
        }
        return new Problem(problem.type(), problem.detail(), told);
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
            default -> faults.computeIfAbsent(thrown.getClass(), _ -> fault(thrown));
        };
    }

    /** Logged once for the call and kind: 10,000 lines may fail by the same. */
    private Problem fault(Throwable thrown) {
        return Guard.fault(uuids, thrown, "a line of POST " + BulkApi.PATH);
    }
}
