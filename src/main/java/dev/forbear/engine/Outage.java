package dev.forbear.engine;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Says when the store goes away and when it is back, once each, and once a minute in between, for
 * all that call it. Safe for use by many threads.
 */
final class Outage {

    private static final System.Logger LOG = System.getLogger("forbear.engine");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private final Set<String> waiting = new HashSet<>();
    private long began;
    private long quietSince;
    private long told;
    private long failures;

    Outage(Ticker ticker) {
        this.ticker = ticker;
        this.quietSince = ticker.nanos();
    }

    /** True from the first failure until all who failed have succeeded. */
    synchronized boolean present() {
        return !waiting.isEmpty();
    }

    /** How many nanoseconds the store has worked for all, since the start at most. */
    synchronized long quietFor() {
        return waiting.isEmpty() ? ticker.nanos() - quietSince : 0;
    }

    /**
     * @param who failed, and will say when it works again
     */
    synchronized void away(String who, StoreAwayException why) {
        var now = ticker.nanos();
        if (waiting.isEmpty()) {
            began = now;
            failures = 0;
            say(now, "the store is away and is tried again each second: " + why.getMessage());
        } else if (now - told >= MINUTE) {
            say(now, "the store is still away, " + since(now) + ": " + why.getMessage());
        }
        failures++;
        waiting.add(who);
    }

    private void say(long now, String what) {
        told = now;
        LOG.log(Level.WARNING, what);
    }

    /**
     * @param who called the store and had an answer
     */
    synchronized void back(String who) {
        if (waiting.remove(who) && waiting.isEmpty()) {
            quietSince = ticker.nanos();
            LOG.log(Level.INFO, "the store is back, " + since(ticker.nanos()));
        }
    }

    private String since(long now) {
        var seconds = Duration.ofNanos(now - began).toSeconds();
        return "after " + seconds + " s in which " + failures + " calls failed";
    }
}
