package dev.forbear.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Counts calls that were not authenticated, and tells of them: the first at once, then at most a
 * line in 10 s with what came since. What is left over is told at the next call of whatever kind.
 * Any thread.
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger("forbear.security");
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int MOST_ADDRESSES = 3;
    private static final int LONGEST_ADDRESS = 45;
    private static final Pattern NO_ADDRESS = Pattern.compile("[^0-9A-Za-z.:%]");

    private final InstantSource clock;
    private final Map<Failure, Counter> counters = new EnumMap<>(Failure.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Failure, Long> untold = new EnumMap<>(Failure.class);
    private final Set<String> addresses = new LinkedHashSet<>();
    private Instant toldAt = Instant.MIN;

    Failures(InstantSource clock, @Nullable MeterRegistry meters) {
        this.clock = clock;
        if (meters != null) {
            for (var failure : Failure.values()) {
                counters.put(failure, counter(meters, failure));
            }
        }
    }

    private static Counter counter(MeterRegistry meters, Failure failure) {
        return Counter.builder("forbear.authentication.failures")
                .description("Calls without a key, or with one that is not accepted")
                .tag("reason", failure.label())
                .register(meters);
    }

    void count(Failure failure, String address) {
        var counter = counters.get(failure);
        if (counter != null) {
            counter.increment();
        }
        lock.lock();
        try {
            untold.merge(failure, 1L, Long::sum);
            if (addresses.size() < MOST_ADDRESSES) {
                addresses.add(shown(address));
            }
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Logs what has not been told, if it is time. */
    void tell() {
        lock.lock();
        try {
            if (!untold.isEmpty() && due()) {
                log.warn(
                        "authentication failed count={} reasons={} from={}",
                        untold.values().stream().mapToLong(it -> it).sum(),
                        reasons(),
                        addresses);
                untold.clear();
                addresses.clear();
                toldAt = clock.instant();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean due() {
        return toldAt.equals(Instant.MIN)
                || Duration.between(toldAt, clock.instant()).abs().compareTo(PERIOD) >= 0;
    }

    private String reasons() {
        return untold.entrySet().stream()
                .map(it -> it.getKey().label() + ":" + it.getValue())
                .collect(Collectors.joining(","));
    }

    /** Behind a proxy the address is a header's text. */
    private static String shown(String address) {
        var cut = address.substring(0, Math.min(address.length(), LONGEST_ADDRESS));
        return NO_ADDRESS.matcher(cut).replaceAll("?");
    }
}
