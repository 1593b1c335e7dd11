package dev.forbear.breaking.plugin;

import dev.forbear.ForbearAutoConfiguration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import java.nio.file.Path;
import java.time.InstantSource;

/** Brings the clock into the service, as a plugin would. */
@AutoConfiguration(before = ForbearAutoConfiguration.class)
public class ClockApartConfiguration {

    @Bean
    InstantSource forbearClock(@Value("${breaking.clock}") Path file) {
        return new ClockApart(file);
    }
}
