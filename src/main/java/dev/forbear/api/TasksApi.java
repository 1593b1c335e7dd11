package dev.forbear.api;

import dev.forbear.api.Waits.Until;
import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse;

import java.time.Duration;
import java.util.List;

/** Reads single tasks, retries and cancels them. */
final class TasksApi {

    private static final String CANCELLED = "cancelled";

    static final String TASK = Routes.ROOT + "/tasks/{controller}/{key}";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

    private final Workqueue queue;
    private final Waits waits;
    private final Views views;

    TasksApi(Workqueue queue, Waits waits) {
        this.queue = queue;
        this.waits = waits;
        this.views = new Views(queue);
    }

    List<Route> routes() {
        return List.of(
                Route.get(TASK, this::read, "wait", "until"),
                Route.delete(TASK, this::cancel),
                Route.post(TASK + "/retry", this::retry));
    }

    private ServerResponse read(Call call) {
        var id = call.task();
        var wait = call.duration("wait", LONGEST_WAIT);
        var until = until(call, wait);
        if (wait != null) {
            waits.await(id, wait, until);
        }
        return call.memory()
                .task(() ->
                        answer(
                                200,
                                call.shown(queue.find(id).orElseThrow(() -> notFound(id, queue)))));
    }

    private static Until until(Call call, @Nullable Duration wait) {
        var until = call.parameter("until");
        if (until == null) {
            return Until.CHANGED;
        }
        if (!until.equals("ended")) {
            throw Refusal.parameter("until", "must be ended, was " + Faults.shown(until));
        }
        if (wait == null) {
            throw Refusal.parameter("until", "needs wait, such as wait=30s");
        }
        return Until.ENDED;
    }

    private ServerResponse answer(int status, Stored stored) {
        return Answers.json(status, views.of(stored)::write);
    }

    /** Says so of the controller, if it is the controller that is not there. */
    static Refusal notFound(TaskId id, Workqueue queue) {
        var controllers = queue.controllers();
        return controllers.isLive(id.controller())
                ? Refusal.missing(
                        ProblemType.NOT_FOUND,
                        "key",
                        "There is no task " + Faults.shown(id.toString()) + ".")
                : ControllersApi.unknown("controller", id.controller(), controllers.live());
    }

    private ServerResponse cancel(Call call) {
        call.form(List.of()).orRefuse();
        return call.memory()
                .task(() ->
                        changed(
                                200,
                                CANCELLED,
                                queue.cancel(call.task(), call.caller()),
                                call.task()));
    }

    private ServerResponse retry(Call call) {
        call.form(List.of()).orRefuse();
        return call.memory()
                .task(() ->
                        changed(
                                202,
                                "retried",
                                queue.retry(call.task(), call.caller()),
                                call.task()));
    }

    private static String mend(String move, Kind state) {
        if (state == Kind.RUNNING) {
            return "cancel it first, or submit it again to have it run once more after this"
                    + " attempt";
        }
        return move.equals(CANCELLED)
                ? "it has ended, so nothing of it will run"
                : "submit it again to run it once more";
    }

    private ServerResponse changed(int status, String move, Change change, TaskId id) {
        return switch (change) {
            case Change.NoSuchTask _ -> throw notFound(id, queue);
            case Change.Refused(var task) ->
                    throw Refusal.of(
                            ProblemType.CONFLICT,
                            "%s is %s and cannot be %s; %s."
                                    .formatted(
                                            id,
                                            task.state().kind(),
                                            move,
                                            mend(move, task.state().kind())));
            case Change.Changed(_, var after) ->
                    answer(
                            status,
                            queue.find(id).orElse(new Stored(after, after.updatedAt(), List.of())));
        };
    }
}
