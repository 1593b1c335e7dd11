package dev.forbear.retry;

import dev.forbear.retry.Backoff.Drawn;

import org.springframework.retry.backoff.BackOffInterruptedException;

/**
 * Carries the delay out of spring-retry in place of a sleep, so that a waiting task holds no
 * thread.
 */
final class Parked extends BackOffInterruptedException {

    private static final long serialVersionUID = 1L;

    private final transient Drawn drawn;
    private final Throwable failure;

    /**
     * @param failure what the attempt failed with
     */
    Parked(Drawn drawn, Throwable failure) {
        super("parked", failure);
        this.drawn = drawn;
        this.failure = failure;
    }

    Drawn drawn() {
        return drawn;
    }

    Throwable failure() {
        return failure;
    }

    /** It goes up two frames and is no error: nobody reads its stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
