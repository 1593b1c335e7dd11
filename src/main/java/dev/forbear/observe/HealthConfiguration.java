package dev.forbear.observe;

import dev.forbear.engine.Engine;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/**
 * Health: {@code forbearDispatcher} for liveness, {@code forbearStoreReached} for readiness, {@code
 * store} for whoever looks at all of it.
 */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    private static final Duration DEAD = Duration.ofSeconds(30);

    /** Never asks the store: a restart would not bring it back. */
    @Bean
    HealthIndicator forbearDispatcherHealthIndicator(Engine engine) {
        return () -> {
            var age = engine.sinceLastPass();
            var health = age.compareTo(DEAD) > 0 ? Health.down() : Health.up();
            return health.withDetail("lastPassAge", Logfmt.span(age)).build();
        };
    }

    /** Once is enough: with the store away the replicas stay reachable and say so to callers. */
    @Bean
    HealthIndicator forbearStoreReachedHealthIndicator(StoreView view) {
        return () ->
                view.reached()
                        ? Health.up().build()
                        : Health.outOfService()
                                .withDetail("reason", "the store was not reached since the start")
                                .build();
    }

    @Bean
    @ConditionalOnMissingBean(name = "storeHealthIndicator")
    HealthIndicator storeHealthIndicator(StoreView view) {
        return () -> (view.up() ? Health.up() : Health.down()).build();
    }
}
