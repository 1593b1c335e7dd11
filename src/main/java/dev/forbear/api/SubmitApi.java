package dev.forbear.api;

import dev.forbear.engine.Once;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Traces;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Effect;
import dev.forbear.task.Task.Submitted;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes single submissions. */
final class SubmitApi {

    /** About how long the oldest part of a full backlog takes to make room. */
    private static final int BACKLOG_SECONDS = 5;

    private final Workqueue queue;
    private final Intake intake;
    private final Traces traces;
    private final Views views;

    SubmitApi(Workqueue queue, Intake intake, Traces traces) {
        this.queue = queue;
        this.intake = intake;
        this.traces = traces;
        this.views = new Views(queue);
    }

    List<Route> routes() {
        return List.of(Route.post(Routes.ROOT + "/tasks", this::submit));
    }

    private ServerResponse submit(Call call) {
        var body = call.body();
        var once = IdempotencyKey.of(call, body);
        return switch (intake.check(body)) {
            case Intake.Checked.Refused(var problem) -> answeredBefore(once, call, problem);
            case Intake.Checked.Ok(var wish) -> submitted(wish.under(call.trace()), once, call);
        };
    }

    private ServerResponse submitted(Wish wish, @Nullable Once once, Call call) {
        return once == null
                ? admitted(traces.submission(wish, it -> queue.submit(it).join()), call)
                : answer(traces.submissionOnce(wish, it -> queue.submit(it, once).join()), call);
    }

    /** What was accepted once may be refused later: its deadline has passed. */
    private ServerResponse answeredBefore(@Nullable Once once, Call call, Problem problem) {
        var before = once == null ? Optional.<Once.Answer>empty() : queue.answered(once);
        return answer(before.orElseThrow(() -> new Refusal(problem)), call);
    }

    private ServerResponse answer(Once.Answer answer, Call call) {
        return switch (answer) {
            case Once.Answer.First(var admission) -> admitted(admission, call);
            case Once.Answer.Again(var id, var effect) -> again(id, effect, call);
            case Once.Answer.OtherBody _ -> throw IdempotencyKey.usedForAnother();
        };
    }

    private ServerResponse again(TaskId id, Effect effect, Call call) {
        var stored = queue.find(id).orElseThrow(() -> deletedSince(id));
        return answer(stored, effect, call, IdempotencyKey.REPLAYED);
    }

    private static Refusal deletedSince(TaskId id) {
        return new Refusal(
                new Problem(
                        ProblemType.NOT_FOUND,
                        "This was submitted before as "
                                + id
                                + ", which has ended and been deleted since; nothing was done."),
                IdempotencyKey.REPLAYED);
    }

    private ServerResponse admitted(Admission admission, Call call) {
        return switch (admission) {
            case Admission.BacklogFull full ->
                    throw Refusal.retryAfter(BACKLOG_SECONDS, full(full));
            case Admission.Accepted(var submitted, _) ->
                    answer(stored(submitted), submitted.effect(), call, Map.of());
        };
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

    private ServerResponse answer(
            Stored stored, Effect effect, Call call, Map<String, String> more) {
        var headers = new HashMap<>(more);
        headers.put("Location", Base.of(call.servlet()) + path(stored.task().id()));
        return Answers.json(202, headers, views.of(stored, effect)::write);
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
