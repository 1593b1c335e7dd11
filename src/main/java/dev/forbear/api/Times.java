package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads and writes times (RFC 3339) and durations (ISO-8601, or such as 30s), to the millisecond.
 */
final class Times {

    static final String TIME_RULE = "must be an RFC 3339 time such as 2026-01-31T12:00:00Z";
    static final String DURATION_RULE =
            "must be a duration such as 250ms, 30s, 5m, 2h, 1d or PT30S, from 0 to 10 years"
                    + " (3653d)";

    private static final String CALENDAR_RULE = "; years, months and weeks have no unit: give days";

    private static final Duration LONGEST = Duration.ofDays(3653);
    private static final Pattern TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern CALENDAR =
            Pattern.compile("P\\d+[YMW].*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Times() {}

    /** The time; null if the text is none. */
    static @Nullable Instant time(String text) {
        var upper = text.toUpperCase(Locale.ROOT);
        if (!TIME.matcher(upper).matches()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(upper).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException _) {
            return null; // such as the 30th of February
        }
    }

    /** The duration, from 0 to 10 years; null if the text is none. */
    static @Nullable Duration duration(String text) {
        try {
            var simple = SIMPLE.matcher(text);
            var duration =
                    simple.matches()
                            ? Duration.of(Long.parseLong(simple.group(1)), unit(simple.group(2)))
                            : Duration.parse(text);
            return duration.isNegative() || duration.compareTo(LONGEST) > 0
                    ? null
                    : duration.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    /** What to say of a text that is no duration. */
    static String durationRule(String text) {
        return CALENDAR.matcher(text).matches() ? DURATION_RULE + CALENDAR_RULE : DURATION_RULE;
    }

    private static ChronoUnit unit(String letters) {
        return switch (letters) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    /** UTC with three digits of milliseconds. */
    static String text(Instant time) {
        return UTC.format(time);
    }
}
