package dev.forbear.bench.probe;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import java.io.IOException;
import java.nio.file.Path;

/** Brings the probe into the service, as a plugin would. */
@AutoConfiguration
public class ProbeConfiguration {

    @Bean
    CallsFile probeCalls(@Value("${bench.calls}") Path file) throws IOException {
        return new CallsFile(file);
    }

    @Bean
    ProbeReconciler probeReconciler(CallsFile calls) {
        return new ProbeReconciler(calls);
    }
}
