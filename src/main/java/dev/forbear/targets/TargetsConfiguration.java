package dev.forbear.targets;

import dev.forbear.reconciler.Reconciler;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The built-in controllers. */
@Configuration(proxyBeanMethods = false)
public class TargetsConfiguration {

    @Bean
    @ConditionalOnBooleanProperty("forbear.demo.enabled")
    Reconciler<DemoReconciler.Spec> forbearDemoReconciler() {
        return new DemoReconciler();
    }
}
