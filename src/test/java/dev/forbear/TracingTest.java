package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.observe.AttemptObservations;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Each attempt is an observation where there is a tracer, which here is a list. */
class TracingTest {

    private static final List<Observation.Context> SEEN = new CopyOnWriteArrayList<>();
    private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

    static {
        REGISTRY.observationConfig().observationHandler(new Spans());
    }

    /** What a tracer would make spans of. */
    private static final class Spans implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            SEEN.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Traced {

        @Bean
        AttemptObservations attemptObservations() {
            return new AttemptObservations(REGISTRY);
        }

        /** Calls somebody, as a client that is observed too. */
        @Bean
        Reconciler<Map<String, Object>> caller() {
            return request -> {
                Observation.createNotStarted("call", REGISTRY).observe(() -> {});
                if (request.attempt() == 1) {
                    throw new IOException("connection refused");
                }
                return Result.done();
            };
        }
    }

    @Test
    void an_attempt_is_the_parent_of_what_its_controller_calls(@TempDir Path folder) {
        try (var application =
                new SpringApplicationBuilder(Traced.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--forbear.data-dir=" + folder,
                                "--forbear.defaults.retry.initial-delay=1ms")) {
            application
                    .getBean(Submissions.class)
                    .submit(Submission.to("caller").key("k").spec(Map.of()));
            await().until(() -> SEEN.size() == 4);
        }

        assertThat(SEEN)
                .extracting(Observation.Context::getName)
                .containsExactly("call", "forbear.attempt", "call", "forbear.attempt");
        var first = SEEN.get(1);
        assertThat(SEEN.get(0).getParentObservation().getContextView()).isSameAs(first);
        assertThat(first.getError()).hasMessage("connection refused");
        assertThat(values(first))
                .isEqualTo(
                        Map.of(
                                "controller", "caller",
                                "key", "k",
                                "generation", "1",
                                "attempt", "1",
                                "outcome", "failed"));
        assertThat(values(SEEN.get(3))).containsEntry("outcome", "succeeded");
        assertThat(SEEN.get(3).getError()).isNull();
    }

    private static Map<String, String> values(Observation.Context context) {
        return context.getAllKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }
}
