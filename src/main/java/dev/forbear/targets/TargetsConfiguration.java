package dev.forbear.targets;

import dev.forbear.reconciler.Reconciler;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;
import java.time.InstantSource;

/** The built-in controllers. */
@Configuration(proxyBeanMethods = false)
public class TargetsConfiguration {

    /** The controller {@code http} and what it is made of. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "forbear.http.enabled", matchIfMissing = true)
    static class Http {

        @Bean
        Targets forbearHttpTargets(HttpSettings settings) {
            return new Targets(settings);
        }

        @Bean
        Lookups forbearHttpLookups() {
            return new Lookups(InetAddress::getAllByName);
        }

        @Bean
        Guard forbearHttpGuard(Lookups lookups) {
            return new Guard(lookups);
        }

        @Bean
        Refusals forbearHttpRefusals(
                ObjectProvider<RefusalListener> listener,
                @Qualifier("forbearClock") InstantSource clock) {
            return new Refusals(listener.getIfAvailable(() -> () -> {}), clock);
        }

        @Bean
        StartCheck forbearHttpStartCheck(Targets targets, Guard guard, Refusals refusals) {
            return new StartCheck(targets, guard, refusals);
        }

        @Bean
        Reconciler<CallSpec> forbearHttpReconciler(
                Targets targets,
                Guard guard,
                Refusals refusals,
                HttpSettings settings,
                @Qualifier("forbearClock") InstantSource clock) {
            var client = Clients.client(settings, DefaultClientTlsStrategy.createSystemDefault());
            return new HttpReconciler(targets, guard, refusals, client, clock);
        }
    }

    @Bean
    @ConditionalOnBooleanProperty("forbear.demo.enabled")
    Reconciler<DemoReconciler.Spec> forbearDemoReconciler() {
        return new DemoReconciler();
    }
}
