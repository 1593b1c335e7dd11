package dev.forbear.api;

import dev.forbear.api.ControllerView.Load;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.engine.Workqueue;

import org.springframework.web.servlet.function.ServerResponse;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Shows controllers, pauses and resumes them. */
final class ControllersApi {

    private static final String ALL = Routes.ROOT + "/controllers";
    private static final String ONE = ALL + "/{name}";
    private static final Tally NONE = new Tally(Map.of());

    private final Workqueue queue;

    /** What the store says of all controllers. */
    private record Seen(
            Map<String, Tally> tallies, Map<String, Pause> pauses, Map<String, Duration> ages) {}

    ControllersApi(Workqueue queue) {
        this.queue = queue;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, _ -> list()),
                Route.get(ONE, call -> answer(known(call))),
                Route.post(ONE + "/pause", this::pause),
                Route.post(ONE + "/resume", this::resume));
    }

    private ServerResponse list() {
        var seen = seen();
        var views =
                queue.controllers().known(seen.tallies()).stream()
                        .map(name -> view(name, seen))
                        .toList();
        return Answers.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeArrayPropertyStart("items");
                    views.forEach(view -> view.write(json));
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private ServerResponse pause(Call call) {
        var name = known(call);
        var form = call.form(List.of("reason"));
        var reason = form.reason();
        form.orRefuse();
        queue.pause(name, call.caller(), reason);
        return answer(name);
    }

    private ServerResponse resume(Call call) {
        var name = known(call);
        var form = call.form(List.of("reason"));
        var reason = form.reason();
        form.orRefuse();
        queue.resume(name, call.caller(), reason);
        return answer(name);
    }

    private ServerResponse answer(String name) {
        return Answers.json(200, view(name, seen())::write);
    }

    private String known(Call call) {
        var name = call.path("name");
        var known = queue.controllers().known(queue.tallies());
        if (!known.contains(name)) {
            throw unknown("name", name, known);
        }
        return name;
    }

    /**
     * @param parameter of the path or query, that names the controller
     */
    static Refusal unknown(String parameter, String name, Collection<String> known) {
        return Refusal.missing(
                ProblemType.UNKNOWN_CONTROLLER, parameter, Intake.unknown(name, known) + ".");
    }

    private Seen seen() {
        return new Seen(queue.tallies(), queue.pauses(), queue.oldestDueAges());
    }

    private ControllerView view(String name, Seen seen) {
        var controllers = queue.controllers();
        return new ControllerView(
                name,
                controllers.isLive(name),
                controllers.find(name).orElse(null),
                seen.pauses().get(name),
                new Load(
                        seen.tallies().getOrDefault(name, NONE),
                        seen.ages().getOrDefault(name, Duration.ZERO)));
    }
}
