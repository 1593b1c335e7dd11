package com.example.receiver;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What a plugin brings into the service: one controller. */
@AutoConfiguration
public class ReceiverConfiguration {

    @Bean
    ReceiverReconciler receiverReconciler() {
        return new ReceiverReconciler();
    }
}
