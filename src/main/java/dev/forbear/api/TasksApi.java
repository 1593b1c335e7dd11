package dev.forbear.api;

import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.TaskId;

import org.springframework.web.servlet.function.ServerResponse;

import java.util.List;

/** Reads single tasks, retries and cancels them. */
final class TasksApi {

    static final String TASK = Routes.ROOT + "/tasks/{controller}/{key}";

    private final Workqueue queue;
    private final Views views;

    TasksApi(Workqueue queue) {
        this.queue = queue;
        this.views = new Views(queue);
    }

    List<Route> routes() {
        return List.of(
                Route.get(TASK, this::read, "wait", "until"),
                Route.delete(TASK, this::cancel),
                Route.post(TASK + "/retry", this::retry));
    }

    private ServerResponse read(Call call) {
        return answer(200, found(call.task()));
    }

    private Stored found(TaskId id) {
        return queue.find(id).orElseThrow(() -> notFound(id));
    }

    private ServerResponse answer(int status, Stored stored) {
        return Answers.json(status, views.of(stored)::write);
    }

    private static Refusal notFound(TaskId id) {
        return Refusal.of(
                ProblemType.NOT_FOUND, "There is no task " + Faults.shown(id.toString()) + ".");
    }

    private ServerResponse cancel(Call call) {
        return changed(200, "cancelled", queue.cancel(call.task(), call.caller()), call.task());
    }

    private ServerResponse retry(Call call) {
        call.form(List.of()).orRefuse();
        return changed(202, "retried", queue.retry(call.task(), call.caller()), call.task());
    }

    private ServerResponse changed(int status, String move, Change change, TaskId id) {
        return switch (change) {
            case Change.NoSuchTask _ -> throw notFound(id);
            case Change.Refused(var task) ->
                    throw Refusal.of(
                            ProblemType.CONFLICT,
                            id + " is " + task.state().kind() + " and cannot be " + move + ".");
            case Change.Changed(_, var after) ->
                    answer(
                            status,
                            queue.find(id).orElse(new Stored(after, after.updatedAt(), List.of())));
        };
    }
}
