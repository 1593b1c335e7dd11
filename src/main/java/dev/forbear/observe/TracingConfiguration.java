package dev.forbear.observe;

import dev.forbear.engine.Traces;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A span for each submission and each attempt, where somebody has brought a tracer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "io.micrometer.tracing.Tracer")
class TracingConfiguration {

    @Bean
    Spans forbearSpans(ObjectProvider<Tracer> tracer) {
        return new Spans(tracer.getIfUnique(() -> Tracer.NOOP));
    }

    /** Neither the class alone is a tracer, nor what Spring Boot has in place of one. */
    @Bean
    Traces forbearTraces(
            ObjectProvider<Tracer> tracer,
            ObjectProvider<ObservationRegistry> registry,
            Spans spans) {
        return tracer.getIfUnique(() -> Tracer.NOOP).equals(Tracer.NOOP)
                ? Traces.NONE
                : new ObservedTraces(registry.getIfUnique(() -> ObservationRegistry.NOOP), spans);
    }

    /** Spring Boot makes timers of observations; these would count all of it a third time. */
    @Bean
    MeterFilter forbearObservationsAreNoMeters() {
        return MeterFilter.deny(id ->
                ObservedTraces.NAMES.stream()
                        .anyMatch(name ->
                                id.getName().equals(name)
                                        || id.getName().equals(name + ".active")));
    }
}
