package dev.forbear.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class ResultTest {

    @Test
    void a_requeue_keeps_its_delay() {
        for (var delay : new Duration[] {Duration.ofNanos(1), Duration.ofDays(3_653)}) {
            assertThat(Result.requeueAfter(delay)).isEqualTo(new Result.RequeueAfter(delay));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT87672H0.000000001S"})
    void a_delay_that_no_clock_could_keep_is_refused(String delay) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Result.requeueAfter(Duration.parse(delay)))
                .withMessage(
                        "delay must be longer than zero and at most 3653 days, was %s",
                        Duration.parse(delay));
    }
}
