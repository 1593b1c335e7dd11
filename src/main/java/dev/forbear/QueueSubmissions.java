package dev.forbear;

import dev.forbear.api.Intake;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.Traces;
import dev.forbear.engine.Workqueue;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;
import dev.forbear.task.Task;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Submits from Java by the same checks as over REST. */
final class QueueSubmissions implements Submissions {

    private static final JsonMapper JSON = JsonMapper.builder().findAndAddModules().build();

    private final Supplier<Intake> intake;
    private final Supplier<Workqueue> workqueue;
    private final Supplier<Traces> traces;

    /** Suppliers, since controllers may ask for this before the queue that runs them is made. */
    QueueSubmissions(
            Supplier<Intake> intake, Supplier<Workqueue> workqueue, Supplier<Traces> traces) {
        this.intake = intake;
        this.workqueue = workqueue;
        this.traces = traces;
    }

    @Override
    public Receipt submit(Submission submission) {
        return switch (intake.get().check(json(submission))) {
            case Intake.Checked.Ok(var wish) -> receipt(submit(wish));
            case Intake.Checked.Refused(var problem) ->
                    throw new IllegalArgumentException(problem.summary());
        };
    }

    private Admission submit(Wish wish) {
        try {
            return traces.get().submission(wish, it -> workqueue.get().submit(it).join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreAwayException away) {
                throw new IllegalStateException("the store is away: " + away.getMessage(), away);
            }
            throw e;
        }
    }

    private static Receipt receipt(Admission admission) {
        return switch (admission) {
            case Admission.Accepted(var submitted, _) -> receipt(submitted);
            case Admission.BacklogFull(var controller, var limit) ->
                    throw new IllegalStateException(
                            "the backlog of " + controller + " has reached its limit of " + limit);
        };
    }

    private static Receipt receipt(Task.Submitted submitted) {
        var task = submitted.task();
        return new Receipt(
                task.id().controller(),
                task.id().key(),
                task.uid().toString(),
                task.progress().generation(),
                Effect.valueOf(submitted.effect().name()));
    }

    /** As a caller would write it, so that it is checked as a caller's would be. */
    private static ObjectNode json(Submission submission) {
        exclude("delay", submission.delay(), "notBefore", submission.notBefore());
        exclude("deadlineAfter", submission.deadlineAfter(), "deadline", submission.deadline());
        var json = JSON.createObjectNode();
        put(json, "controller", submission.controller());
        put(json, "key", submission.key());
        put(json, "lane", submission.lane());
        put(json, "notBefore", submission.notBefore());
        put(json, "delay", submission.delay());
        put(json, "deadline", submission.deadline());
        put(json, "deadline", submission.deadlineAfter());
        if (submission.maxAttempts() != null) {
            json.put("maxAttempts", submission.maxAttempts());
        }
        if (submission.spec() != null) {
            json.set("spec", JSON.valueToTree(submission.spec()));
        }
        return json;
    }

    private static void exclude(
            String a, @Nullable Object first, String b, @Nullable Object second) {
        if (first != null && second != null) {
            throw new IllegalArgumentException(
                    a + " and " + b + " contradict each other; give one of them");
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
