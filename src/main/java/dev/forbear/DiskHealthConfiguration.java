package dev.forbear;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.application.DiskSpaceHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/**
 * The service's health component {@code diskSpace}: the disk that the data-dir is on. With a
 * database there is none, since nothing is written here.
 */
@Configuration(proxyBeanMethods = false)
class DiskHealthConfiguration {

    @Bean
    @Conditional(StoreChoice.Embedded.class)
    @ConditionalOnEnabledHealthIndicator("diskspace")
    HealthIndicator diskSpaceHealthIndicator(
            ForbearSettings settings,
            @Value("${management.health.diskspace.threshold:10MB}") DataSize threshold) {
        return new DiskSpaceHealthIndicator(settings.properties().dataDir().toFile(), threshold);
    }
}
