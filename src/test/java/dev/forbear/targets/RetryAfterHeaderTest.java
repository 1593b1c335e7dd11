package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** The header Retry-After, at 2026-03-01 12:00:00 UTC by our clock. */
class RetryAfterHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0                              |                               |
                    1                              |                               | PT1S
                    ' 120 '                        |                               | PT2M
                    3600                           | Sun, 01 Mar 2026 09:00:00 GMT | PT1H
                    0000000060                     |                               | PT1M
                    000000000000000000000000000060 |                               | P3653D
                    99999999999999999999999999     |                               | P3653D
                    9999999999                     |                               | P3653D
                    -5                             |                               |
                    1.5                            |                               |
                    soon                           |                               |
                    ''                             |                               |
                                                   |                               |
                    Sun, 01 Mar 2026 12:00:30 GMT  |                               | PT30S
                    Sunday, 01-Mar-26 12:00:30 GMT |                               | PT30S
                    Sun Mar  1 12:00:30 2026       |                               | PT30S
                    Sun, 01 Mar 2026 11:59:30 GMT  |                               |
                    Sun, 01 Mar 2026 12:00:00 GMT  |                               |
                    Sun, 01 Mar 2026 09:00:45 GMT  | Sun, 01 Mar 2026 09:00:00 GMT | PT45S
                    Sun, 01 Mar 2026 12:00:45 GMT  | Sun, 01 Mar 2026 15:00:00 GMT |
                    Sun, 01 Mar 2026 12:00:45 GMT  | yesterday                     | PT45S
                    Fri, 31 Dec 9999 23:59:59 GMT  |                               | P3653D
                    Sun, 99 Mar 2026 12:00:00 GMT  |                               |
                    """)
    void both_forms_are_read_and_a_date_is_compared_with_the_receivers_own(
            String header, String date, Duration delay) {
        assertThat(RetryAfter.of(header, date, Scene.NOW).orElse(null)).isEqualTo(delay);
    }
}
