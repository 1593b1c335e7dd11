package dev.forbear.observe;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Gauges of what this process is doing. */
final class ProcessGauges {

    private final Engine engine;
    private final MeterRegistry registry;

    ProcessGauges(Engine engine, MeterRegistry registry) {
        this.engine = engine;
        this.registry = registry;
    }

    void add(Collection<Controller> controllers, String version) {
        Gauge.builder(
                        "forbear.dispatch.last.pass.age",
                        engine,
                        e -> e.sinceLastPass().toNanos() / 1e9)
                .description("How long ago the dispatcher last looked for work.")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("forbear.build.info", () -> 1)
                .description("Always 1; the label is the version that runs.")
                .tag("version", version)
                .register(registry);
        controllers.forEach(this::add);
    }

    private void add(Controller controller) {
        var name = controller.name();
        gauge(
                "forbear.concurrency",
                "Attempts of this process at a time, at most.",
                name,
                _ -> controller.settings().concurrency());
        gauge(
                "forbear.attempts.running",
                "Attempts at work in this process.",
                name,
                e -> e.running(name));
        gauge(
                "forbear.stuck.attempts",
                "Attempts that ignore the interrupt of their timeout; each holds a thread.",
                name,
                e -> e.stuck(name));
        var limit = controller.settings().backlogLimit();
        if (limit != null) {
            gauge(
                    "forbear.backlog.limit",
                    "Tasks that may wait or run before submissions are refused; absent without a"
                            + " limit.",
                    name,
                    _ -> limit);
        }
    }

    private void gauge(
            String name, String description, String controller, ToDoubleFunction<Engine> value) {
        Gauge.builder(name, engine, value)
                .description(description)
                .tag("controller", controller)
                .register(registry);
    }
}
