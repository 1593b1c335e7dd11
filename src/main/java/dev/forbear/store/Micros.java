package dev.forbear.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the store keeps them: whole microseconds since 1970. */
final class Micros {

    /** 200,000 years: what lies beyond is as far away, and no sum of two overflows. */
    private static final long MOST_SECONDS = 200_000L * 366 * 24 * 3600;

    private Micros() {}

    static long of(Instant time) {
        var seconds = Math.clamp(time.getEpochSecond(), -MOST_SECONDS, MOST_SECONDS);
        return seconds * 1_000_000 + time.getNano() / 1_000;
    }

    static @Nullable Long ofNullable(@Nullable Instant time) {
        return time == null ? null : of(time);
    }

    static long of(Duration duration) {
        var seconds = Math.clamp(duration.getSeconds(), -MOST_SECONDS, MOST_SECONDS);
        return seconds * 1_000_000 + duration.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }

    static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : instant(micros.longValue());
    }

    static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    /** The time as it will be read again. */
    static Instant kept(Instant time) {
        return instant(of(time));
    }

    /** How long from now until then; zero if that is past, null if there is no such time. */
    static @Nullable Duration left(@Nullable Instant until, Instant now) {
        if (until == null) {
            return null;
        }
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }
}
