package dev.forbear;

import dev.forbear.security.SecurityConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

import java.util.Map;

/**
 * The service. It scans nothing: all beans come from auto-configurations, Forbear's own included.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
// no users with passwords: without the exclusion a password is made, printed and never asked for
@EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
// here, not only by auto-configuration: before Spring Boot looks whether it must make a chain
// itself
@Import(SecurityConfiguration.class)
public final class ForbearApplication {

    private ForbearApplication() {}

    public static void main(String[] args) {
        var application = new SpringApplication(ForbearApplication.class);
        // a name of our own, so that an application that depends on Forbear keeps its
        // application.yaml
        application.setDefaultProperties(
                Map.of("spring.config.name", "forbear-service,application"));
        application.run(args);
    }
}
