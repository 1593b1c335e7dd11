package dev.forbear.observe;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What only Prometheus needs. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(PrometheusMeterRegistry.class)
class ScrapeConfiguration {

    @Bean
    ScrapeHook forbearScrapeHook(
            StoreGauges gauges, ObjectProvider<PrometheusMeterRegistry> registries) {
        var hook = new ScrapeHook(gauges);
        registries.forEach(registry -> registry.getPrometheusRegistry().register(hook));
        return hook;
    }
}
