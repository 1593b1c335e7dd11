package dev.forbear.api;

import java.time.Duration;

/**
 * How many calls that take long may be under way.
 *
 * @param waits calls that wait for a task
 * @param bulks bulk submissions, each with up to 10,000 answers in memory
 * @param patience how long a bulk submission waits to begin
 */
record Limits(int waits, int bulks, Duration patience) {

    static Limits usual() {
        return new Limits(1_000, 16, Duration.ofSeconds(10));
    }
}
