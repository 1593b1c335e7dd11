package dev.forbear.security;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.web.servlet.handler.MappedInterceptor;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * Keys, roles, and who may call what, as beans. An application that has a bean named {@code
 * forbearSecurityFilterChain} decides for itself, and nothing of this is made.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnMissingBean(name = "forbearSecurityFilterChain")
public class SecurityConfiguration {

    @Bean
    KeyRing forbearKeyRing(
            SecuritySettings settings, @Qualifier("forbearClock") InstantSource clock) {
        var configured = ConfiguredKeys.checked(settings);
        var adminKey = new AdminKey(settings.deployment().dataDir());
        if (settings.none()) {
            return new KeyRing(List.of(adminKey.inUse(new SecureRandom())), null);
        }
        adminKey.warnIfUnused();
        var keysDir = settings.keysDir();
        return new KeyRing(
                configured.hashed(),
                keysDir == null ? null : new KeysFolder(keysDir, configured, clock));
    }

    @Bean
    Failures forbearAuthenticationFailures(
            @Qualifier("forbearClock") InstantSource clock, ObjectProvider<MeterRegistry> meters) {
        return new Failures(clock, meters.getIfUnique());
    }

    /** Before the application's own chains, of which the last usually takes everything. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 100)
    SecurityFilterChain forbearSecurityFilterChain(
            SecuritySettings settings,
            KeyRing keys,
            Failures failures,
            ObjectProvider<PathPatternRequestMatcher.Builder> builders) {
        var paths = builders.getIfUnique(PathPatternRequestMatcher::withDefaults);
        var where =
                settings.deployment().standalone() ? AnyRequestMatcher.INSTANCE : Routes.own(paths);
        var gate = new Gate(new Routes(paths), settings.openMetrics());
        return new DefaultSecurityFilterChain(where, Filters.of(keys, failures, gate));
    }

    /** What the firewall refuses before any chain is asked; the application's own goes first. */
    @Bean
    @ConditionalOnMissingBean
    RequestRejectedHandler forbearRequestRejectedHandler(SecuritySettings settings) {
        return settings.deployment().standalone()
                ? new Rejections()
                : new HttpStatusRequestRejectedHandler();
    }

    @Bean
    MappedInterceptor forbearGuard() {
        return new MappedInterceptor(null, new Guard("dev.forbear.api"));
    }

    @Bean
    Announcement forbearAnnouncement(SecuritySettings settings) {
        return new Announcement(
                settings.none() ? new AdminKey(settings.deployment().dataDir()) : null);
    }
}
