package dev.forbear;

import dev.forbear.api.ServiceErrorsConfiguration;
import dev.forbear.security.SecurityConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.DiskSpaceHealthContributorAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;

/**
 * The service. It scans nothing: all beans come from auto-configurations, Forbear's own included.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
// no users with passwords: without the exclusion a password is made, printed and never asked for
// its disk is the working directory's, ours is the data-dir's
@EnableAutoConfiguration(
        exclude = {
            UserDetailsServiceAutoConfiguration.class,
            DiskSpaceHealthContributorAutoConfiguration.class
        })
// security: not only by auto-configuration, to be there before Spring Boot looks whether it must
// make a chain itself; errors: not at all by it, an application that depends on Forbear has its own
@Import({
    SecurityConfiguration.class,
    ServiceErrorsConfiguration.class,
    DiskHealthConfiguration.class
})
public final class ForbearApplication {

    private ForbearApplication() {}

    public static void main(String[] args) {
        NameCache.shorten(); // of this process, which is ours alone
        var application = new SpringApplication(ForbearApplication.class);
        // a name of our own, so that an application that depends on Forbear keeps its
        // application.yaml
        application.setDefaultProperties(
                Map.of("spring.config.name", "forbear-service,application"));
        application.run(args);
        AotCache.of(
                        ManagementFactory.getRuntimeMXBean().getInputArguments(),
                        Path.of("/proc/self/maps"))
                .ifPresent(AotCache::tell);
    }
}
