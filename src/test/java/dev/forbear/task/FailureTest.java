package dev.forbear.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class FailureTest {

    @Test
    void a_failure_names_what_was_thrown() {
        var thrown = new IOException("connection refused");

        assertThat(Failure.of(thrown))
                .isEqualTo(
                        new Failure(
                                "java.io.IOException",
                                "connection refused",
                                Fingerprint.of(thrown),
                                thrown));
    }

    @Test
    void no_message_is_an_empty_one() {
        assertThat(Failure.of(new IOException()).message()).isEmpty();
    }

    @Test
    void a_cause_is_added_to_what_does_not_hold_it_and_never_to_itself() {
        var empty = Failure.of(new IOException());
        var full = Failure.of(new IOException("disk full"));

        assertThat(empty.because(empty)).isEqualTo(empty);
        assertThat(full.because(full)).isEqualTo(full);
        assertThat(empty.because(full).message())
                .isEqualTo("caused by java.io.IOException: disk full");
        assertThat(full.because(empty).message())
                .isEqualTo("disk full; caused by java.io.IOException");
    }

    @Test
    void a_message_of_500_characters_is_kept_and_a_longer_one_is_cut_to_that() {
        assertThat(Failure.of(new IOException("x".repeat(500))).message())
                .isEqualTo("x".repeat(500));
        assertThat(Failure.of(new IOException("x".repeat(501))).message())
                .isEqualTo("x".repeat(499) + "…");
        assertThat(Failure.lost("y".repeat(5_000)).message()).isEqualTo("y".repeat(499) + "…");
    }

    @Test
    void a_cut_never_goes_through_a_pair_of_surrogates() {
        var smile = "\uD83D\uDE00";

        assertThat(Failure.cut("a" + smile + "bcd", 4)).isEqualTo("a" + smile + "…");
        assertThat(Failure.cut("ab" + smile + "cd", 4)).isEqualTo("ab…");
        assertThat(Failure.cut("ab" + smile, 4)).isEqualTo("ab" + smile);
    }

    @Test
    void an_exception_whose_own_methods_throw_is_a_failure_like_others() {
        var broken =
                new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new StackOverflowError();
                    }

                    @Override
                    public StackTraceElement[] getStackTrace() {
                        throw new IllegalStateException();
                    }
                };

        var failure = Failure.of(broken);

        assertThat(failure.message())
                .isEqualTo("its message cannot be read: java.lang.StackOverflowError");
        assertThat(failure.fingerprint()).hasSize(12);
        assertThat(failure.thrown()).isSameAs(broken);
    }

    @Test
    void a_lost_attempt_is_a_failure_without_an_exception_grouped_by_its_message() {
        var lost = Failure.lost("the process 17 ended");

        assertThat(lost.type()).isEqualTo("lost");
        assertThat(lost.thrown()).isNull();
        assertThat(lost.fingerprint())
                .isEqualTo(Failure.lost("the process 18 ended").fingerprint())
                .isNotEqualTo(Failure.lost("something else").fingerprint());
    }

    @Test
    void a_failure_can_be_grouped_with_an_earlier_one() {
        assertThat(Failure.lost("x").knownAs("ab12cd"))
                .isEqualTo(new Failure("lost", "x", "ab12cd", null));
    }
}
