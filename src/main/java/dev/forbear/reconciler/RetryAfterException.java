package dev.forbear.reconciler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A failed attempt whose retry starts no sooner than the given time from now, as a server's
 * Retry-After asks. Capped by {@code retry.max-retry-after}; it counts as an attempt and leaves the
 * backoff's exponent alone.
 */
public class RetryAfterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /**
     * @param delay zero or longer
     * @throws IllegalArgumentException if it is negative
     */
    public RetryAfterException(Duration delay) {
        this(delay, "asked to retry after " + delay, null);
    }

    public RetryAfterException(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
