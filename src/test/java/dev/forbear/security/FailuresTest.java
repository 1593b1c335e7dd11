package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class FailuresTest {

    private final HandClock clock = new HandClock();
    private final LogLines log = new LogLines("forbear.security");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Failures failures = new Failures(clock, meters);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void the_first_is_told_at_once() {
        failures.count(Failure.UNKNOWN, "10.0.0.1");

        assertThat(log.all())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=unknown:1 from=[10.0.0.1]");
    }

    @Test
    void of_a_flood_there_is_a_line_in_ten_seconds_with_all_that_came_since() {
        for (var i = 0; i < 30; i++) {
            failures.count(i % 3 == 0 ? Failure.MISSING : Failure.UNKNOWN, "10.0.0." + i);
            clock.turn(Duration.ofSeconds(1));
        }

        assertThat(log.all())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=missing:1 from=[10.0.0.0]",
                        "WARN authentication failed count=10 reasons=missing:3,unknown:7"
                                + " from=[10.0.0.1, 10.0.0.2, 10.0.0.3]",
                        "WARN authentication failed count=10 reasons=missing:3,unknown:7"
                                + " from=[10.0.0.11, 10.0.0.12, 10.0.0.13]");
    }

    @Test
    void what_is_left_over_is_told_when_somebody_calls_at_all() {
        failures.count(Failure.UNKNOWN, "10.0.0.1");
        failures.count(Failure.SEVERAL, "10.0.0.2");
        failures.tell();
        assertThat(log.all()).hasSize(1);

        clock.turn(Duration.ofSeconds(10));
        failures.tell();

        assertThat(log.all())
                .last()
                .isEqualTo("WARN authentication failed count=1 reasons=several:1 from=[10.0.0.2]");
    }

    @Test
    void every_failure_is_counted_by_its_reason() {
        for (var failure : Failure.values()) {
            failures.count(failure, "10.0.0.1");
        }
        failures.count(Failure.UNKNOWN, "10.0.0.1");

        assertThat(counted("unknown")).isEqualTo(2);
        assertThat(counted("in-query")).isEqualTo(1);
        assertThat(meters.get("forbear.authentication.failures").counters())
                .hasSize(Failure.values().length);
    }

    private double counted(String reason) {
        return meters.get("forbear.authentication.failures")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void an_address_out_of_a_header_cannot_forge_a_line() {
        failures.count(Failure.UNKNOWN, "1.2.3.4\nERROR forged " + "x".repeat(1_000));

        assertThat(log.all()).singleElement().asString().hasSizeLessThan(130).doesNotContain("\n");
    }

    @Test
    void without_a_registry_nothing_is_counted_and_all_is_told() {
        new Failures(clock, null).count(Failure.MALFORMED, "::1");

        assertThat(log.all())
                .containsExactly(
                        "WARN authentication failed count=1 reasons=malformed:1 from=[::1]");
    }
}
