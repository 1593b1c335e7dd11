package dev.forbear.engine;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the engine is given from outside.
 *
 * @param executor runs workers; its threads are bounded by the controllers' slots, not by itself
 * @param ticker the monotonic clock
 * @param clock the wall clock, only to notice its jumps
 * @param wake tells the dispatcher that there may be something to claim
 * @param events hears of everything that happened; must not throw
 */
record Surroundings(
        Executor executor, Ticker ticker, InstantSource clock, Wake wake, TaskEvents events) {

    /** For one thread of its own each. */
    Jumps jumps() {
        return new Jumps(ticker, clock);
    }
}
