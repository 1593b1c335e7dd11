package dev.forbear.api;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Controllers;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.State;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Tells when attempts will be made. */
final class PlanApi {

    /** So many attempts make a large answer. */
    private static final int MANY = 500;

    private final Workqueue queue;
    private final Controllers controllers;

    PlanApi(Workqueue queue) {
        this.queue = queue;
        this.controllers = queue.controllers();
    }

    List<Route> routes() {
        return List.of(
                Route.get(TasksApi.TASK + "/plan", this::ofTask),
                Route.get(
                        Routes.ROOT + "/controllers/{name}/plan", this::ofController, "attempts"));
    }

    private ServerResponse ofController(Call call) {
        var controller = here("name", call.path("name"));
        var attempts =
                call.whole("attempts", controller.policy().maxAttempts(), 1, Intake.MOST_ATTEMPTS);
        return planned(call, attempts, () -> whole(controller, attempts));
    }

    private static ServerResponse whole(Controller controller, int attempts) {
        var plan = Plan.whole(controller.attempt(), attempts);
        return Answers.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("controller", controller.name());
                    json.writeNumberProperty("maxAttempts", attempts);
                    PlanView.offsets(json, plan);
                    json.writeEndObject();
                });
    }

    private ServerResponse ofTask(Call call) {
        var id = call.task();
        var stored = queue.find(id).orElseThrow(() -> TasksApi.notFound(id, queue));
        var controller = here("controller", id.controller());
        var limit = controller.maxAttempts(stored.task().terms().maxAttempts());
        return planned(call, limit, () -> ofTask(stored, controller, limit));
    }

    /** Few have many attempts. */
    private static ServerResponse planned(
            Call call, int attempts, Supplier<ServerResponse> making) {
        return attempts > MANY ? call.large(Memory.PLAN, making) : making.get();
    }

    private ServerResponse ofTask(Stored stored, Controller controller, int limit) {
        var id = stored.task().id();
        var planned = plan(stored, controller, limit);
        var paused = queue.pauses().containsKey(id.controller());
        return Answers.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("controller", id.controller());
                    json.writeStringProperty("key", id.key());
                    json.writeStringProperty("state", stored.task().state().kind().name());
                    json.writeNumberProperty("maxAttempts", limit);
                    json.writeBooleanProperty("paused", paused);
                    var deadline = stored.task().terms().deadline();
                    Json.time(json, "deadline", deadline == null ? null : deadline.at());
                    PlanView.times(json, planned, stored.now());
                    json.writeEndObject();
                });
    }

    private static Plan plan(Stored stored, Controller controller, int limit) {
        var task = stored.task();
        var attempt = controller.attempt();
        var made = task.progress().attempts();
        var plan =
                switch (task.state()) {
                    case State.Queued(var due, _) ->
                            Plan.waiting(made + 1, left(stored, due), attempt, limit);
                    case State.BackingOff(var due) ->
                            Plan.waiting(made + 1, left(stored, due), attempt, limit)
                                    .hinted(drawn(stored), attempt);
                    case State.Running(var again) when again != null ->
                            Plan.waiting(1, left(stored, again), attempt, limit);
                    case State.Running _ -> Plan.after(made, attempt, limit);
                    case State.Succeeded _, State.Failed _, State.Cancelled _ -> Plan.NONE;
                };
        var deadline = task.terms().deadline();
        return plan.until(deadline == null ? null : left(stored, deadline.at()));
    }

    /** The wait that was drawn after the last failure, a server's hint included. */
    private static @Nullable Duration drawn(Stored stored) {
        return stored.history().isEmpty() ? null : stored.history().getLast().nextDelay();
    }

    private static Duration left(Stored stored, Instant time) {
        var left = Duration.between(stored.now(), time);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Controller here(String parameter, String name) {
        return controllers
                .find(name)
                .orElseThrow(() -> ControllersApi.unknown(parameter, name, controllers.live()));
    }
}
