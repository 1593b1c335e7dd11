package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.Failure;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The same lines through Boot's structured format. */
class EcsTest {

    private final TestLog log = TestLog.ecs();
    private final TaskLife task = TaskLife.demo();

    private List<JsonNode> events() {
        var mapper = JsonMapper.builder().build();
        return log.lines().stream().map(mapper::readTree).toList();
    }

    @Test
    void the_facts_stand_below_forbear_and_the_message_alone() {
        log.on(task.fails("connection \"refused\""));

        var event = events().getFirst();
        assertThat(event.get("message").asString()).isEqualTo("attempt failed");
        assertThat(event.at("/log/level").asString()).isEqualTo("WARN");
        assertThat(event.at("/log/logger").asString()).isEqualTo("forbear.attempt");
        assertThat(event.get("forbear").toString())
                .isEqualTo(
                        "{\"controller\":\"demo\",\"key\":\"a\",\"generation\":1,"
                                + "\"attempt\":\"1/10\",\"retries\":0,\"nextDelay\":\"1s\","
                                + "\"due\":\"2026-01-01T00:00:01.000Z\","
                                + "\"fingerprint\":\"ab12cd34ef56\","
                                + "\"error\":\"java.io.IOException: connection \\\"refused\\\"\"}");
    }

    @Test
    void the_stack_trace_goes_where_ecs_has_it() {
        log.on(task.fails(Failure.of(new IllegalStateException("line one\nline two"))));

        var event = events().getFirst();
        assertThat(event.at("/error/type").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(event.at("/error/stack_trace").asString()).contains("at dev.forbear.observe");
    }

    @Test
    void an_evil_text_stays_inside_its_value() {
        log.on(task.fails("x\n{\"message\":\"forged\"}\u001b[2K"));

        assertThat(log.lines()).hasSize(1);
        assertThat(events().getFirst().at("/forbear/error").asString())
                .isEqualTo("java.io.IOException: x\\n{\"message\":\"forged\"}\\u001b[2K");
    }

    @Test
    void a_summary_is_data_too() {
        for (var i = 0; i < 12; i++) {
            log.on(TaskLife.demo().fails("no"));
        }
        log.pass(Duration.ofSeconds(10));

        var summary = events().getLast();
        assertThat(summary.get("message").asString()).isEqualTo("more attempts failed");
        assertThat(summary.at("/forbear/folded").asLong()).isEqualTo(7);
        assertThat(summary.at("/forbear/controller").asString()).isEqualTo("demo");
    }

    /** Boot's format refuses a fact that is there twice, and Logback then drops the line. */
    @Test
    void a_line_that_is_written_inside_reconcile_is_not_lost() {
        MDC.setContextMap(Map.of("forbear.controller", "other", "trace", "t1"));
        try {
            log.on(task.fails("no"));
            assertThat(MDC.get("forbear.controller")).isEqualTo("other");
        } finally {
            MDC.clear();
        }

        assertThat(events().getFirst().at("/forbear/controller").asString()).isEqualTo("demo");
        assertThat(events().getFirst().at("/forbear/key").asString()).isEqualTo("a");
    }
}
