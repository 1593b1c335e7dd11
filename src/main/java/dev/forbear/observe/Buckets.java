package dev.forbear.observe;

import java.time.Duration;
import java.util.stream.DoubleStream;

/** Where the histograms of times have their buckets: the steps of the schedule, up to an hour. */
@SuppressWarnings("ImmutableEnumChecker") // the array never leaves it
enum Buckets {
    DURATIONS(0.01, 0.1, 0.5, 1, 2, 4, 8, 16, 32, 60, 300, 3_600),
    DELAYS(0.1, 0.5, 1, 2, 4, 8, 16, 32, 60, 300, 900, 3_600),
    LATENESSES(0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 4, 8, 16, 32, 60, 600, 3_600);

    private final double[] seconds;

    Buckets(double... seconds) {
        this.seconds = seconds;
    }

    Duration[] bounds() {
        return DoubleStream.of(seconds)
                .mapToObj(s -> Duration.ofMillis(Math.round(s * 1_000)))
                .toArray(Duration[]::new);
    }
}
