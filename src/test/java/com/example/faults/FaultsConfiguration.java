package com.example.faults;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** A plugin with controllers that can be made to do what none should. */
@AutoConfiguration
public class FaultsConfiguration {

    @Bean
    FaultyReconciler broken() {
        return new FaultyReconciler("broken");
    }

    @Bean
    FaultyReconciler stubborn() {
        return new FaultyReconciler("stubborn");
    }

    @Bean
    FaultyReconciler mailbox() {
        return new FaultyReconciler("mailbox");
    }

    @Bean
    FaultyReconciler limited() {
        return new FaultyReconciler("limited");
    }
}
