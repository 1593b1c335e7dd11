package dev.forbear.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Codes are stored: a change here would read old rows wrongly. */
class CodesTest {

    @Test
    void the_states_codes_never_change() {
        assertThat(Arrays.stream(Kind.values()).map(kind -> kind.code() + " " + kind))
                .containsExactly(
                        "0 QUEUED",
                        "1 RUNNING",
                        "2 BACKING_OFF",
                        "3 SUCCEEDED",
                        "4 FAILED",
                        "5 CANCELLED");
        assertThat(Kind.values()).allMatch(kind -> Kind.of(kind.code()) == kind);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kind.of(6))
                .withMessage("no state has the code 6");
    }

    @Test
    void the_last_three_states_are_ended() {
        assertThat(Arrays.stream(Kind.values()).filter(Kind::ended))
                .containsExactly(Kind.SUCCEEDED, Kind.FAILED, Kind.CANCELLED);
    }

    @Test
    void the_reasons_codes_never_change() {
        assertThat(Arrays.stream(TerminalReason.values()).map(r -> r.code() + " " + r))
                .containsExactly(
                        "1 ATTEMPTS_EXHAUSTED",
                        "2 NOT_RETRYABLE",
                        "3 DEADLINE_EXCEEDED",
                        "4 CRASHED",
                        "5 UNKNOWN_CONTROLLER",
                        "6 UNREADABLE_SPEC");
        assertThat(TerminalReason.values())
                .allMatch(reason -> TerminalReason.of(reason.code()) == reason);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TerminalReason.of(0))
                .withMessage("no terminal reason has the code 0");
    }

    @Test
    void the_outcomes_codes_and_labels_never_change() {
        assertThat(Arrays.stream(Outcome.values()).map(o -> o.code() + " " + o.label()))
                .containsExactly(
                        "0 succeeded",
                        "1 requeued",
                        "2 failed",
                        "3 terminal",
                        "4 crashed",
                        "5 interrupted");
        assertThat(Outcome.values()).allMatch(outcome -> Outcome.of(outcome.code()) == outcome);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Outcome.of(6))
                .withMessage("no outcome has the code 6");
    }
}
