package dev.forbear.api;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Effect;
import dev.forbear.task.Task.Submitted;
import dev.forbear.task.TaskId;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.function.ServerResponse;

import java.util.List;
import java.util.Map;

/** Takes single submissions. */
final class SubmitApi {

    /** About how long the oldest part of a full backlog takes to make room. */
    private static final int BACKLOG_SECONDS = 5;

    private final Workqueue queue;
    private final Intake intake;
    private final Views views;

    SubmitApi(Workqueue queue, Intake intake) {
        this.queue = queue;
        this.intake = intake;
        this.views = new Views(queue);
    }

    List<Route> routes() {
        return List.of(Route.post(Routes.ROOT + "/tasks", this::submit));
    }

    private ServerResponse submit(Call call) {
        refuseIdempotencyKey(call.servlet());
        return switch (intake.check(call.body())) {
            case Intake.Checked.Refused(var problem) -> throw new Refusal(problem);
            case Intake.Checked.Ok(var wish) ->
                    switch (queue.submit(wish).join()) {
                        case Admission.BacklogFull full ->
                                throw Refusal.retryAfter(BACKLOG_SECONDS, full(full));
                        case Admission.Accepted(var submitted, _) -> accepted(submitted, call);
                    };
        };
    }

    static void refuseIdempotencyKey(HttpServletRequest request) {
        if (request.getHeader("Idempotency-Key") != null) {
            throw Refusal.header(
                    "Idempotency-Key",
                    "is not supported yet; leave it out and give the task a key instead");
        }
    }

    static Problem full(Admission.BacklogFull full) {
        return new Problem(
                ProblemType.BACKLOG_FULL,
                "The backlog of controller "
                        + full.controller()
                        + " has reached its backlog-limit of "
                        + full.limit()
                        + " tasks; submit again later.");
    }

    private ServerResponse accepted(Submitted submitted, Call call) {
        var view = views.of(stored(submitted), submitted.effect());
        var location = call.servlet().getContextPath() + path(submitted.task().id());
        return Answers.json(202, Map.of("Location", location), view::write);
    }

    /** Nothing in a controller's name or a key needs an escape in a path. */
    private static String path(TaskId id) {
        return Routes.ROOT + "/tasks/" + id.controller() + "/" + id.key();
    }

    /** What is new has no history; anything else is read again. */
    private Stored stored(Submitted submitted) {
        var task = submitted.task();
        var asSubmitted = new Stored(task, task.updatedAt(), List.of());
        if (submitted.effect() == Effect.CREATED) {
            return asSubmitted;
        }
        try {
            return queue.find(task.id()).orElse(asSubmitted);
        } catch (StoreAwayException _) {
            return asSubmitted; // it is accepted, whatever can be read of it now
        }
    }
}
