package dev.forbear.observe;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.observe.StoreView.Facts;
import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** {@code /actuator/forbear}: all controllers on one page. */
@Endpoint(id = "forbear")
final class ForbearEndpoint {

    private final Engine engine;
    private final Controllers controllers;
    private final StoreView view;
    private final EventMeters meters;
    private final Instant startedAt;

    ForbearEndpoint(
            Engine engine,
            Controllers controllers,
            StoreView view,
            EventMeters meters,
            Instant startedAt) {
        this.engine = engine;
        this.controllers = controllers;
        this.view = view;
        this.meters = meters;
        this.startedAt = startedAt;
    }

    /** The whole page as maps of plain values, which any JSON mapper writes alike. */
    @ReadOperation
    public Map<String, @Nullable Object> forbear() {
        var facts = view.facts().orElse(null);
        var names = facts == null ? controllers.live() : view.names(facts);
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("store", facts == null ? "away" : "up");
        page.put("startedAt", Logfmt.time(startedAt));
        page.put("orphanedTasks", facts == null ? null : view.orphaned(facts));
        page.put("controllers", controllers(names, facts));
        return page;
    }

    private Map<String, Object> controllers(Set<String> names, @Nullable Facts facts) {
        var all = new LinkedHashMap<String, Object>();
        names.forEach(name -> all.put(name, controller(name, facts)));
        return all;
    }

    private Map<String, @Nullable Object> controller(String name, @Nullable Facts facts) {
        var one = new LinkedHashMap<String, @Nullable Object>();
        one.put("live", controllers.isLive(name));
        controllers
                .find(name)
                .ifPresent(here -> {
                    one.put("concurrency", here.settings().concurrency());
                    one.put("running", engine.running(name));
                    one.put("stuck", engine.stuck(name));
                });
        if (facts != null) {
            one.put("paused", paused(name, facts));
            one.put("counts", each(Kind.values(), Kind::name, facts.tally(name)::of));
            one.put("oldestDueAgeSeconds", facts.oldestDueAge(name).toMillis() / 1_000.0);
        }
        meters.find(name).ifPresent(counted -> one.put("sinceStart", sinceStart(counted)));
        return one;
    }

    private static @Nullable Object paused(String name, Facts facts) {
        var pause = facts.pauses().get(name);
        if (pause == null) {
            return null;
        }
        var one = new LinkedHashMap<String, @Nullable Object>();
        one.put("since", Logfmt.time(pause.since()));
        one.put("by", pause.by());
        one.put("reason", pause.reason());
        return one;
    }

    /** What this process has counted since it started. */
    private static Map<String, Object> sinceStart(ControllerMeters meters) {
        var counts = new LinkedHashMap<String, Object>();
        counts.put("retries", (long) meters.retries.count());
        counts.put(
                "attempts",
                each(Outcome.values(), Outcome::label, o -> meters.attempts(o).count()));
        counts.put(
                "terminalFailures",
                each(
                        TerminalReason.values(),
                        TerminalReason::name,
                        r -> meters.terminalFailures(r).count()));
        return counts;
    }

    private static <K> Map<String, Long> each(
            K[] keys, Function<K, String> name, ToDoubleFunction<K> count) {
        var counts = new LinkedHashMap<String, Long>();
        Arrays.stream(keys)
                .forEach(key -> counts.put(name.apply(key), (long) count.applyAsDouble(key)));
        return counts;
    }
}
