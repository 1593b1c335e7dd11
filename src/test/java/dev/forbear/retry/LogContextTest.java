package dev.forbear.retry;

import static dev.forbear.retry.Attempts.failing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.reconciler.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is left in the log context of an attempt when it is over: nothing. */
class LogContextTest {

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void lines_logged_inside_name_the_attempt() {
        var seen = new ArrayList<Map<String, String>>();

        Attempts.run(
                _ -> {
                    seen.add(MDC.getCopyOfContextMap());
                    return Result.done();
                },
                Claims.attemptOf(2, 7));

        assertThat(seen)
                .containsExactly(
                        Map.of(
                                "forbear.controller", "c",
                                "forbear.key", "k",
                                "forbear.generation", "3",
                                "forbear.attempt", "2/7"));
    }

    @Test
    void nothing_of_the_attempt_or_of_the_controller_is_left_in_the_log_context() {
        for (var thrown : List.of(new IOException("x"), new StackOverflowError())) {
            Attempts.run(
                    request -> {
                        MDC.put("mine", "left behind");
                        return failing(thrown).reconcile(request);
                    },
                    Claims.attempt(1));

            assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
        }
    }

    @Test
    void what_the_thread_had_in_the_log_context_is_there_again() {
        MDC.put("application", "shop");

        Attempts.run(
                _ -> {
                    assertThat(MDC.get("application")).isEqualTo("shop");
                    MDC.clear();
                    return Result.done();
                },
                Claims.attempt(1));

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("application", "shop"));
    }
}
