package dev.forbear;

import dev.forbear.api.ApiConfiguration;
import dev.forbear.api.Intake;
import dev.forbear.api.Masks;
import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.TaskEvents;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Traces;
import dev.forbear.engine.Watchers;
import dev.forbear.engine.Workqueue;
import dev.forbear.observe.ObserveConfiguration;
import dev.forbear.observe.RefusalCounter;
import dev.forbear.reconciler.Submissions;
import dev.forbear.security.SecurityConfiguration;
import dev.forbear.security.SecuritySettings;
import dev.forbear.targets.HttpSettings;
import dev.forbear.targets.RefusalListener;
import dev.forbear.targets.TargetsConfiguration;

import jakarta.validation.Validator;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Joins the doors of the rooms, in the service and in any application that depends on Forbear. Time
 * and threads can be replaced by beans of the same names, as the test kit does.
 */
@AutoConfiguration(
        // after security, or Spring Boot would take our chain for the application's and leave its
        // other paths open
        after = ServletWebSecurityAutoConfiguration.class,
        afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@EnableConfigurationProperties(ForbearProperties.class)
@Import({TargetsConfiguration.class, ObserveConfiguration.class, StoreConfiguration.class})
public class ForbearAutoConfiguration {

    // by name: an application may have clocks and executors of its own, and one of them first
    private static final String CLOCK = "forbearClock";
    private static final String WORKERS = "forbearWorkers";

    @Bean
    ForbearSettings forbearSettings(
            ForbearProperties properties,
            Environment environment,
            ObjectProvider<ForbearApplication> service) {
        return ForbearSettings.checked(properties, environment, service.getIfAvailable() != null);
    }

    @Bean
    HttpSettings forbearHttpSettings(ForbearSettings settings) {
        return settings.http();
    }

    @Bean
    RefusalListener forbearRefusalListener(RefusalCounter counter) {
        return counter::run;
    }

    @Bean
    @ConditionalOnMissingBean(name = CLOCK)
    InstantSource forbearClock() {
        return InstantSource.system();
    }

    @Bean
    @ConditionalOnMissingBean(name = "forbearTicker")
    Ticker forbearTicker() {
        return System::nanoTime;
    }

    /** A thread for each attempt while it runs; the controllers' slots bound their number. */
    @Bean
    @ConditionalOnMissingBean(name = WORKERS)
    Executor forbearWorkers() {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform().name("forbear-worker-", 0).daemon().factory());
    }

    @Bean
    Controllers forbearControllers(
            ConfigurableListableBeanFactory beans,
            ForbearSettings settings,
            ObjectProvider<Validator> validator,
            ObjectProvider<Traces> traces) {
        var random = new Random(new SecureRandom().nextLong());
        var roster = new Roster(beans, settings, validator.getObject(), random).controllers();
        settings.warn(roster);
        var traced = traces.getIfAvailable(() -> Traces.NONE);
        return new Controllers(roster.stream().map(traced::attempts).toList());
    }

    @Bean
    InfoContributor forbearControllersInfo(ListableBeanFactory beans) {
        return new ControllersInfo(beans);
    }

    @Bean
    Watchers forbearWatchers() {
        return new Watchers();
    }

    @Bean
    Engine forbearEngine(
            TaskStore store,
            Controllers controllers,
            Engine.Parts parts,
            ObjectProvider<Wakes> wakes) {
        var engine = new Engine(store, controllers, parts);
        wakes.ifAvailable(present -> present.reach(engine));
        return engine;
    }

    @Bean
    Engine.Parts forbearEngineParts(
            @Qualifier(WORKERS) Executor workers,
            Ticker ticker,
            @Qualifier(CLOCK) InstantSource clock,
            TaskEvents forbearEvents,
            ForbearSettings settings) {
        return new Engine.Parts(
                workers,
                ticker,
                clock,
                new Random(new SecureRandom().nextLong()),
                forbearEvents,
                Roster.retention(settings.properties().defaults()),
                settings.properties().unknownControllerAfter());
    }

    @Bean
    Workqueue forbearWorkqueue(Engine engine) {
        return engine.workqueue();
    }

    @Bean
    @ConditionalOnMissingBean(name = "forbearLifecycle")
    SmartLifecycle forbearLifecycle(Engine engine, ForbearSettings settings) {
        return new EngineLifecycle(engine, settings.properties().shutdownGrace());
    }

    @Bean
    Submissions forbearSubmissions(
            ObjectProvider<Controllers> controllers,
            ObjectProvider<Workqueue> workqueue,
            ObjectProvider<Traces> traces,
            @Qualifier(CLOCK) InstantSource clock) {
        var random = new SecureRandom();
        return new QueueSubmissions(
                () -> new Intake(controllers.getObject(), clock, random),
                workqueue::getObject,
                () -> traces.getIfAvailable(() -> Traces.NONE));
    }

    /** What answers over HTTP, where there is a web server. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @Import({ApiConfiguration.class, SecurityConfiguration.class})
    static class Web {

        /** After the store, which finds out whether the data-dir is ours to make a key in. */
        @Bean
        SecuritySettings forbearSecuritySettings(
                TaskStore store,
                ForbearSettings settings,
                Environment environment,
                ObjectProvider<ForbearApplication> service) {
            return settings.security(
                    managementOnOwnPort(environment), service.getIfAvailable() != null);
        }

        @Bean
        Masks forbearMasks(ForbearSettings settings) {
            return new Masks(settings.properties().security().maskedFields());
        }

        private static boolean managementOnOwnPort(Environment environment) {
            var port = environment.getProperty("management.server.port", Integer.class);
            var server = environment.getProperty("server.port", Integer.class, 8080);
            return port != null && (port == 0 || !port.equals(server));
        }
    }
}
