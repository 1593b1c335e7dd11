package dev.forbear.observe;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.TaskEvents;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Watchers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;

/**
 * All that an operator sees. In two steps: what listens is made first, since the engine is given it
 * at its construction; what shows the engine and the store comes after them.
 */
@Configuration(proxyBeanMethods = false)
@Import({HealthConfiguration.class, ScrapeConfiguration.class, TracingConfiguration.class})
public class ObserveConfiguration {

    @Bean
    EventMeters forbearEventMeters(ObjectProvider<MeterRegistry> registry) {
        return new EventMeters(
                Objects.requireNonNullElseGet(registry.getIfUnique(), SimpleMeterRegistry::new));
    }

    @Bean
    Printer forbearPrinter(Environment environment) {
        return new Printer(LoggerFactory.getILoggerFactory(), LogShape.isText(environment));
    }

    @Bean
    EventLog forbearEventLog(
            Printer printer, EventMeters meters, @Qualifier("forbearTicker") Ticker ticker) {
        var folding = new Folding(ticker, printer, name -> meters.of(name).folded.increment());
        return new EventLog(printer, folding).started();
    }

    @Bean
    @ConditionalOnBooleanProperty(
            name = "forbear.metrics.controller-runtime",
            matchIfMissing = true)
    RuntimeMeters forbearRuntimeMeters(
            EventMeters meters, ObjectProvider<Controllers> controllers) {
        return new RuntimeMeters(meters.registry(), controllers::getObject);
    }

    /** What the engine tells of everything. */
    @Bean
    @Primary
    TaskEvents forbearEvents(
            EventLog log,
            EventMeters meters,
            ObjectProvider<RuntimeMeters> runtime,
            ObjectProvider<Watchers> watchers,
            ObjectProvider<EventScopes> scopes) {
        var listeners = new ArrayList<TaskEvents>();
        watchers.ifAvailable(listeners::add);
        listeners.add(meters);
        runtime.ifAvailable(listeners::add);
        listeners.add(log);
        var traced = scopes.getIfAvailable(() -> (_, telling) -> telling.run());
        return new GuardedEvents(listeners, traced, meters.registry());
    }

    /** For the store, which tells it of each commit. */
    @Bean
    CommitTimer forbearCommitTimer(EventMeters meters) {
        return new CommitTimer(meters.registry());
    }

    /** For the controller http, which tells it of each refusal. */
    @Bean
    RefusalCounter forbearRefusalCounter(EventMeters meters) {
        return new RefusalCounter(meters.registry());
    }

    @Bean
    StoreView forbearStoreView(
            TaskStore store,
            Controllers controllers,
            @Qualifier("forbearTicker") Ticker ticker,
            ObjectProvider<RuntimeMeters> runtime) {
        return new StoreView(store, controllers, ticker, runtime.getIfAvailable() != null);
    }

    @Bean
    StoreGauges forbearStoreGauges(StoreView view, EventMeters meters) {
        return new StoreGauges(view, meters.registry(), meters::of);
    }

    @Bean
    ProcessGauges forbearProcessGauges(Engine engine, EventMeters meters) {
        return new ProcessGauges(engine, meters.registry());
    }

    @Bean
    SmartInitializingSingleton forbearRuntimeAtStart(
            Controllers controllers, Engine engine, ObjectProvider<RuntimeMeters> runtime) {
        return () ->
                runtime.ifAvailable(meters ->
                        controllers.here().forEach(controller -> meters.add(controller, engine)));
    }

    @Bean
    SmartInitializingSingleton forbearControllersAtStart(
            Controllers controllers,
            Printer printer,
            EventMeters meters,
            ProcessGauges gauges,
            ObjectProvider<BuildProperties> build) {
        return () -> {
            gauges.add(controllers.here(), version(build.getIfUnique()));
            for (var controller : controllers.here()) {
                var _ = meters.of(controller.name());
                printer.print(Announcement.of(controller));
            }
        };
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    ForbearEndpoint forbearEndpoint(
            Engine engine,
            Controllers controllers,
            StoreView view,
            EventMeters meters,
            @Qualifier("forbearClock") InstantSource clock) {
        return new ForbearEndpoint(engine, controllers, view, meters, clock.instant());
    }

    /** Inside somebody's own application the build's properties are those of that application. */
    private static String version(@Nullable BuildProperties build) {
        return Optional.ofNullable(build)
                .filter(properties -> "forbear".equals(properties.getArtifact()))
                .map(BuildProperties::getVersion)
                .or(() ->
                        Optional.ofNullable(
                                ObserveConfiguration.class.getPackage().getImplementationVersion()))
                .orElse("unknown");
    }
}
