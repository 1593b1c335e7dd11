package dev.forbear.engine;

import java.time.Duration;

/** Comes round at intervals of the monotonic clock, at first at once. For one thread. */
final class Every {

    private final long interval;
    private boolean first = true;
    private long last;

    Every(Duration interval) {
        this.interval = interval.toNanos();
    }

    boolean comesRound(long now) {
        if (!first && now - last < interval) {
            return false;
        }
        first = false;
        last = now;
        return true;
    }

    /** It comes round when it is next asked. */
    void atOnce() {
        first = true;
    }
}
