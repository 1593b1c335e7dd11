package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.secrets.Secrets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What of a receiver's words stands in an error. */
class ExcerptTest {

    private static final Secrets SECRETS =
            new Secrets(List.of("s3cr3t-one", "s3cr3t-one-and-more"));
    private static final Secrets NONE = new Secrets(List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no such order          | no such order
                    '  a\t b  '            | a b
                    é 漢 😀                | é 漢 😀
                    token=s3cr3t-one!      | token=***!
                    s3cr3t-one-and-more    | ***
                    s3cr3t-ones3cr3t-one   | ***
                    cut off at s3cr3t-o    | cut off at ***
                    cut off at s3c         | cut off at s3c
                    ''                     | ''
                    """)
    void secrets_and_all_but_plain_text_are_taken_out(String text, String shown) {
        assertThat(Excerpt.of(text, SECRETS)).isEqualTo(shown);
    }

    @Test
    void lines_colours_direction_marks_and_broken_characters_become_spaces() {
        assertThat(
                        Excerpt.of(
                                "a\r\nb\u001b[2Jc\u0000d\u202ee\u2028f\ud800g\ufffdh\u00adi\u009bj",
                                NONE))
                .isEqualTo("a b [2Jc d e f g h i j");
    }

    @Test
    void it_is_cut_between_characters() {
        var shown = Excerpt.of("😀".repeat(400), NONE);

        assertThat(shown).isEqualTo("😀".repeat(300) + "…");
    }
}
