package dev.forbear.api;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562): they sort by the millisecond of their making. */
final class Uuid7 {

    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random safe for use by many threads
     */
    Uuid7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    UUID next() {
        var high = clock.millis() << 16 | 0x7000 | random.nextInt(0x1000);
        var low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }
}
