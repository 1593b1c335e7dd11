package dev.forbear.api;

import dev.forbear.engine.Workqueue;
import dev.forbear.task.Kind;

import org.springframework.web.servlet.function.ServerResponse;

import tools.jackson.core.JsonGenerator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells autoscalers how much there is to do. */
final class BacklogApi {

    private final Workqueue queue;

    private record Backlog(long ready, Duration oldestAge, long running, long backingOff) {

        static final Backlog NONE = new Backlog(0, Duration.ZERO, 0, 0);

        Backlog and(Backlog other) {
            var older = oldestAge.compareTo(other.oldestAge) > 0 ? oldestAge : other.oldestAge;
            return new Backlog(
                    ready + other.ready,
                    older,
                    running + other.running,
                    backingOff + other.backingOff);
        }

        void write(JsonGenerator json) {
            json.writeNumberProperty("ready", ready);
            json.writeNumberProperty("oldestAgeSeconds", ControllerView.seconds(oldestAge));
            json.writeNumberProperty("running", running);
            json.writeNumberProperty("backingOff", backingOff);
        }
    }

    BacklogApi(Workqueue queue) {
        this.queue = queue;
    }

    List<Route> routes() {
        return List.of(Route.get(Routes.ROOT + "/backlog", _ -> backlog()));
    }

    private ServerResponse backlog() {
        var each = each();
        var all = new ArrayList<>(each.values()).stream().reduce(Backlog.NONE, Backlog::and);
        return Answers.json(
                200,
                json -> {
                    json.writeStartObject();
                    all.write(json);
                    json.writeObjectPropertyStart("controllers");
                    each.forEach((name, backlog) -> {
                        json.writeObjectPropertyStart(name);
                        backlog.write(json);
                        json.writeEndObject();
                    });
                    json.writeEndObject();
                    json.writeEndObject();
                });
    }

    private Map<String, Backlog> each() {
        var tallies = queue.tallies();
        var ready = queue.ready();
        var ages = queue.oldestDueAges();
        var each = new LinkedHashMap<String, Backlog>();
        for (var name : queue.controllers().known(tallies)) {
            var tally = tallies.get(name);
            each.put(
                    name,
                    new Backlog(
                            ready.getOrDefault(name, 0L),
                            ages.getOrDefault(name, Duration.ZERO),
                            tally == null ? 0 : tally.of(Kind.RUNNING),
                            tally == null ? 0 : tally.of(Kind.BACKING_OFF)));
        }
        return each;
    }
}
