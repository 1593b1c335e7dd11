package dev.forbear.targets;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads the header Retry-After in both its forms. */
final class RetryAfter {

    /** Longer than any cap, and short enough to calculate with. */
    private static final long MOST_SECONDS = Duration.ofDays(3_653).toSeconds();

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
            var seconds = text.length() > 10 ? MOST_SECONDS : Long.parseLong(text);
            return positive(Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)));
        }
        var until = DateUtils.parseStandardDate(text);
        if (until == null) {
            return Optional.empty();
        }
        var from = date == null ? null : DateUtils.parseStandardDate(date);
        return positive(Duration.between(from == null ? now : from, until));
    }

    private static Optional<Duration> positive(Duration delay) {
        return delay.isPositive() ? Optional.of(delay) : Optional.empty();
    }
}
