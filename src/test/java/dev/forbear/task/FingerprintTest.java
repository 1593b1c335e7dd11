package dev.forbear.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.stream.IntStream;

class FingerprintTest {

    private static IOException thrownHere(String message) {
        return new IOException(message);
    }

    @Test
    void failures_that_differ_only_in_numbers_and_ids_have_one_fingerprint() {
        var prints =
                IntStream.range(0, 1_000)
                        .mapToObj(n ->
                                Fingerprint.of(
                                        thrownHere(
                                                "request "
                                                        + new java.util.UUID(n, n * 7L)
                                                        + " took "
                                                        + n
                                                        + " ms")))
                        .distinct();

        assertThat(prints).hasSize(1).allMatch(print -> print.matches("[0-9a-f]{12}"));
    }

    @Test
    void class_message_and_throw_site_tell_failures_apart() {
        var here = Fingerprint.of(thrownHere("down"));

        assertThat(Fingerprint.of(thrownHere("up"))).isNotEqualTo(here);
        assertThat(Fingerprint.of(new IOException("down"))).isNotEqualTo(here);
        assertThat(Fingerprint.of("A", "s", "m")).isNotEqualTo(Fingerprint.of("B", "s", "m"));
    }

    @Test
    void the_line_of_the_throw_site_says_nothing() {
        var one = thrownHere("x");
        var other = thrownHere("x");
        var site = one.getStackTrace()[0];
        other.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement(
                            site.getClassName(), site.getMethodName(), site.getFileName(), 1)
                });

        assertThat(Fingerprint.of(other)).isEqualTo(Fingerprint.of(one));
    }

    @Test
    void an_exception_without_a_stack_or_a_message_has_one_too() {
        var bare = new IOException();
        bare.setStackTrace(new StackTraceElement[0]);

        assertThat(Fingerprint.of(bare)).isEqualTo(Fingerprint.of("java.io.IOException", "", ""));
    }

    @Test
    void it_stays_the_same_over_releases_as_it_is_stored() {
        assertThat(Fingerprint.of("java.io.IOException", "a.B#c", "down for 5 s"))
                .isEqualTo("8d0a9e30c95e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order 4711 failed           | order # failed",
                "4711                        | #",
                "3.14 of 10                  | #.# of #",
                "id 018f4a2b-1c3d-7e4f-8a9b-0123456789ab gone | id # gone",
                "ID 018F4A2B-1C3D-7E4F-8A9B-0123456789AB gone | ID # gone",
                "at 0x7fFe and 0XAB          | at # and #",
                "commit 9fceb02 not found    | commit # not found",
                "commit deadbeef1            | commit #",
                "facade decade               | facade decade",
                "deadbeef                    | deadbeef",
                "http2 error                 | http# error",
                "10.0.0.7:8080               | #.#.#.#:#",
                "v1beta1                     | v#beta#",
                "abc12                       | abc#",
                "abcdef12345                 | #",
                "zabcdef12345                | zabcdef#",
                "abcdef12345z                | abcdef#z"
            })
    void digits_uuids_and_hex_numbers_are_masked_and_words_are_not(String message, String masked) {
        assertThat(Fingerprint.masked(message)).isEqualTo(masked);
    }

    @Test
    void a_huge_message_is_cut_before_it_is_looked_at() {
        assertThat(Fingerprint.masked("x".repeat(10_000_000))).hasSize(500);
        assertThat(Fingerprint.masked("a".repeat(10_000_000))).hasSize(500);
    }
}
