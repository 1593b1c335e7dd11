package dev.forbear.observe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was shown within the last 10 minutes: at most 64 things, more are not new. For one thread at
 * a time.
 */
final class Recent {

    static final long SPAN = Duration.ofMinutes(10).toNanos();

    /** A flood of things that are all new must fill neither memory nor the log. */
    private static final int MOST = 64;

    private final Map<String, Long> shown = new LinkedHashMap<>();

    /** True if it was not shown within the time and there is room to remember it. */
    boolean isNew(String thing, long now) {
        // in order of time, since what is there is not added again
        var oldest = shown.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= SPAN) {
            oldest.remove();
        }
        return shown.size() < MOST && !shown.containsKey(thing);
    }

    /** As {@link #isNew}; from now on it is not. */
    boolean show(String thing, long now) {
        var fresh = isNew(thing, now);
        if (fresh) {
            shown.put(thing, now);
        }
        return fresh;
    }
}
