package dev.forbear.store;

import java.time.Duration;

/**
 * How long is waited for a store that does not answer.
 *
 * @param answer how long a caller waits at most
 * @param close how long a close waits for what was accepted
 */
record Waits(Duration answer, Duration close) {

    static final Waits USUAL = new Waits(Duration.ofSeconds(10), Duration.ofSeconds(5));
}
