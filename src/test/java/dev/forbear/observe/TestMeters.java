package dev.forbear.observe;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.TaskEvents;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * The meters of a process with the controllers {@code demo} and {@code bounded}, wired as a
 * service's.
 */
final class TestMeters {

    long nanos = 1;
    final ReadStore store = new ReadStore();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Controllers controllers =
            new Controllers(
                    List.of(
                            TestControllers.controller("demo", 10, null),
                            TestControllers.controller("bounded", 10, 5_000L)));
    final EventMeters meters = new EventMeters(registry);
    final RuntimeMeters runtime = new RuntimeMeters(registry, () -> controllers);
    final TaskEvents events =
            new GuardedEvents(List.of(meters, runtime), (_, telling) -> telling.run(), registry);
    final Engine engine = engine();
    final StoreView view = new StoreView(store, controllers, () -> nanos, true);
    final CommitTimer commits = new CommitTimer(registry);
    final RefusalCounter refusals = new RefusalCounter(registry);

    TestMeters() {
        registry.throwExceptionOnRegistrationFailure();
        var gauges = new StoreGauges(view, registry, meters::of);
        new ProcessGauges(engine, registry).add(controllers.here(), "1.2.3");
        controllers.here().forEach(controller -> meters.of(controller.name()));
        controllers.here().forEach(controller -> runtime.add(controller, engine));
        registry.getPrometheusRegistry().register(new ScrapeHook(gauges));
    }

    private Engine engine() {
        var retention = controllers.here().getFirst().settings().retention();
        var parts =
                new Engine.Parts(
                        Runnable::run,
                        () -> nanos,
                        () -> Instant.EPOCH,
                        new Random(1),
                        events,
                        retention,
                        Duration.ofDays(7));
        return new Engine(store, controllers, parts);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    List<String> scrape() {
        return registry.scrape().lines().toList();
    }

    /** The value of one series; fails if it is not there. */
    double value(String series) {
        return scrape().stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in the scrape"));
    }
}
