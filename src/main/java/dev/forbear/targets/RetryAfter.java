package dev.forbear.targets;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Reads the header Retry-After in both its forms. */
final class RetryAfter {

    /** Longer than any cap, and short enough to calculate with. */
    private static final long MOST_SECONDS = Duration.ofDays(3_653).toSeconds();

    private static final int MOST_DIGITS = 15;

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private RetryAfter() {}

    /**
     * How long to wait from now on; empty if the header says nothing, or a time that is over.
     *
     * @param date the answer's header Date: a date means the receiver's clock, which may be wrong
     */
    static Optional<Duration> of(@Nullable String header, @Nullable String date, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        var text = header.strip();
        if (text.matches("\\d+")) {
            var seconds = text.length() > MOST_DIGITS ? MOST_SECONDS : Long.parseLong(text);
            return wait(Duration.ofSeconds(seconds));
        }
        var until = date(text);
        if (until == null) {
            return Optional.empty();
        }
        var from = date == null ? null : date(date);
        return wait(Duration.between(from == null ? now : from, until));
    }

    private static @Nullable Instant date(String text) {
        var date = DateUtils.parseStandardDate(text);
        return date == null ? withoutZone(text) : date;
    }

    /** The oldest form, which the client's parser does not know. */
    private static @Nullable Instant withoutZone(String text) {
        try {
            return ASCTIME.parse(text.replaceAll(" +", " "), Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Optional<Duration> wait(Duration asked) {
        if (!asked.isPositive()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Math.min(asked.toSeconds(), MOST_SECONDS)));
    }
}
