package dev.forbear.engine;

import java.util.concurrent.Executor;

/**
 * What the engine is given from outside.
 *
 * @param executor runs workers; its threads are bounded by the controllers' slots, not by itself
 * @param ticker the monotonic clock
 * @param wake tells the dispatcher that there may be something to claim
 * @param events hears of everything that happened; must not throw
 */
record Surroundings(Executor executor, Ticker ticker, Wake wake, TaskEvents events) {}
