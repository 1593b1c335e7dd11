package dev.forbear.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts calls that were refused because of where they would have gone. Safe for many threads. */
public final class RefusalCounter implements Runnable {

    private final Counter counter;

    RefusalCounter(MeterRegistry registry) {
        counter =
                Counter.builder("forbear.target.refused")
                        .description(
                                "Calls of the controller http that were not made since their"
                                        + " address is not allowed.")
                        .register(registry);
    }

    @Override
    public void run() {
        counter.increment();
    }
}
