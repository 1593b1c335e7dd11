package dev.forbear.observe;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A span for each attempt, where somebody has brought a tracer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "io.micrometer.tracing.Tracer")
class TracingConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AttemptObservations forbearAttemptObservations(ObjectProvider<ObservationRegistry> registry) {
        return new AttemptObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP));
    }

    /** Spring Boot makes timers of observations; these would count attempts a third time. */
    @Bean
    MeterFilter forbearAttemptObservationsAreNoMeters() {
        return MeterFilter.deny(id ->
                id.getName().equals(AttemptObservations.NAME)
                        || id.getName().equals(AttemptObservations.NAME + ".active"));
    }
}
