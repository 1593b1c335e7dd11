package dev.forbear.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Takes how long each commit of the store took. Safe for use by many threads. */
public final class CommitTimer implements Consumer<Duration> {

    private final Timer timer;

    CommitTimer(MeterRegistry registry) {
        timer =
                Timer.builder("forbear.store.commit")
                        .description("How long commits of the store took, batches included.")
                        .serviceLevelObjectives(
                                LongStream.of(1, 2, 5, 10, 20, 50, 100, 500, 1_000, 5_000, 10_000)
                                        .mapToObj(Duration::ofMillis)
                                        .toArray(Duration[]::new))
                        .register(registry);
    }

    @Override
    public void accept(Duration took) {
        timer.record(took);
    }
}
