package dev.forbear;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** What each property allows, in one place for the check and for the message. */
@SuppressWarnings(
        "ImmutableEnumChecker") // numbers and durations are immutable, Comparable does not say so
enum Bounds {
    INITIAL_DELAY("retry.initial-delay", Duration.ofMillis(1), Years.TEN),
    MULTIPLIER("retry.multiplier", 1.0, 100.0),
    MAX_DELAY("retry.max-delay", Duration.ofMillis(1), Years.TEN),
    JITTER("retry.jitter", 0.0, 0.5),
    MAX_ATTEMPTS("retry.max-attempts", 1L, 10_000L),
    MAX_RETRY_AFTER("retry.max-retry-after", Duration.ZERO, Years.TEN),
    CONCURRENCY("concurrency", 1L, 10_000L),
    ATTEMPT_TIMEOUT("attempt-timeout", Duration.ofMillis(1), Duration.ofDays(7)),
    MIN_INTERVAL("min-interval", Duration.ZERO, Duration.ofDays(1)),
    BACKLOG_LIMIT("backlog-limit", 1L, 1_000_000_000L),
    RETENTION_SUCCEEDED("retention.succeeded", Duration.ZERO, Years.TEN),
    RETENTION_FAILED("retention.failed", Duration.ZERO, Years.TEN),
    SHUTDOWN_GRACE("shutdown-grace", Duration.ZERO, Duration.ofHours(1)),
    LEASE("lease", Duration.ofSeconds(10), Duration.ofHours(1)),
    POOL_SIZE("datasource.pool-size", 4L, 100L),
    UNKNOWN_CONTROLLER_AFTER("unknown-controller-after", Duration.ofMinutes(1), Years.TEN),
    CONNECT_TIMEOUT("connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(5)),
    RESPONSE_TIMEOUT("response-timeout", Duration.ofMillis(1), Duration.ofDays(7)),
    TIMEOUT("timeout", Duration.ofMillis(1), Duration.ofDays(7)),
    MAX_CONNECTIONS_PER_HOST("max-connections-per-host", 1L, 10_000L),
    MAX_CONNECTIONS("max-connections", 1L, 10_000L);

    private static final class Years {
        static final Duration TEN = Duration.ofDays(3_653);
    }

    private final String property;
    private final Comparable<?> least;
    private final Comparable<?> most;

    <T extends Comparable<T>> Bounds(String property, T least, T most) {
        this.property = property;
        this.least = least;
        this.most = most;
    }

    /** The name below its section. */
    String property() {
        return property;
    }

    /** What is wrong with the value; null if nothing is. */
    @Nullable String violation(String section, Object value) {
        return holds(value)
                ? null
                : section + property + " must be " + allowed() + ", was " + text(value);
    }

    private boolean holds(Object value) {
        return switch (value) {
            case Duration d ->
                    d.compareTo((Duration) least) >= 0 && d.compareTo((Duration) most) <= 0;
            case Number n when least instanceof Long l && most instanceof Long m ->
                    n.longValue() >= l && n.longValue() <= m;
            case Number n when least instanceof Double l && most instanceof Double m ->
                    n.doubleValue() >= l && n.doubleValue() <= m;
            default -> throw new IllegalArgumentException("no bounds for " + value);
        };
    }

    String allowed() {
        var kind =
                switch (least) {
                    case Duration _ -> "a duration (30s, 5m, 1d or ISO-8601)";
                    case Long _ -> "a whole number";
                    default -> "a number";
                };
        return kind + " from " + text(least) + " to " + text(most);
    }

    static Optional<Bounds> of(String name) {
        return Stream.of(values()).filter(b -> name.endsWith("." + b.property)).findFirst();
    }

    /** Durations as they are written in the configuration. */
    static String text(Object value) {
        return switch (value) {
            case Duration d when d.equals(Years.TEN) -> "10 years";
            // by its parts: as nanoseconds no more than 292 years fit into a number
            case Duration d when d.toNanosPart() % 1_000_000 != 0 || d.isNegative() -> d.toString();
            case Duration d when d.toMillisPart() != 0 -> d.toMillis() + "ms";
            case Duration d when d.toDays() > 0 && d.toSeconds() % 86_400 == 0 -> d.toDays() + "d";
            case Duration d when d.toHours() > 0 && d.toSeconds() % 3_600 == 0 -> d.toHours() + "h";
            case Duration d -> d.toSeconds() + "s";
            case Double d when d == Math.rint(d) -> String.valueOf(d.longValue());
            default -> String.valueOf(value);
        };
    }
}
