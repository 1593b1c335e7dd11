package dev.forbear.testkit;

import dev.forbear.ForbearAutoConfiguration;
import dev.forbear.engine.Engine;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Workqueue;
import dev.forbear.reconciler.Submissions;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

import java.util.concurrent.Executor;

/** Forbear as it configures itself, but in virtual time and on the test's own thread. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ValidationAutoConfiguration.class, ForbearAutoConfiguration.class})
class ForbearQueueConfiguration {

    @Bean
    VirtualTime forbearClock() {
        return new VirtualTime();
    }

    @Bean
    Ticker forbearTicker(VirtualTime time) {
        return time.ticker();
    }

    @Bean
    Executor forbearWorkers() {
        return Runnable::run;
    }

    /** In place of the service's own, which would start threads. */
    @Bean
    SmartLifecycle forbearLifecycle() {
        return new Standstill();
    }

    @Bean
    ForbearQueue forbearQueue(
            Engine engine, Workqueue workqueue, Submissions submissions, VirtualTime time) {
        return new ForbearQueue(engine, workqueue, submissions, time);
    }

    /** Starts nothing: the test makes the passes. */
    private static final class Standstill implements SmartLifecycle {
        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }
}
