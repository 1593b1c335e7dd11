package dev.forbear.breaking.check;

import java.time.Duration;
import java.util.Locale;

/** Nanoseconds for people. */
final class Time {

    static final long SECOND = Duration.ofSeconds(1).toNanos();

    private Time() {}

    static String text(long nanos) {
        return nanos == Long.MAX_VALUE
                ? "never"
                : String.format(Locale.ROOT, "%.3fs", nanos / (double) SECOND);
    }
}
