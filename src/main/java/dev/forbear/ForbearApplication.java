package dev.forbear;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The service. It scans nothing: all beans come from auto-configurations, Forbear's own included.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public final class ForbearApplication {

    private ForbearApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(ForbearApplication.class, args);
    }
}
