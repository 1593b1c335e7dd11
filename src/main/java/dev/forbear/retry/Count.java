package dev.forbear.retry;

import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryContext;
import org.springframework.retry.context.RetryContextSupport;

/** spring-retry's context of one attempt; its count goes on where the task's row left off. */
final class Count extends RetryContextSupport {

    private static final long serialVersionUID = 1L;

    private int before;
    private int limit;

    Count(@Nullable RetryContext parent) {
        super(parent);
    }

    /**
     * @param before failures of the task's generation so far
     * @param limit attempts that it may make, the first one included
     */
    void goesOn(int before, int limit) {
        this.before = before;
        this.limit = limit;
        setAttribute(MAX_ATTEMPTS, limit);
    }

    boolean reached() {
        return getRetryCount() >= limit;
    }

    /** Failures so far, those of earlier attempts included. */
    @Override
    public int getRetryCount() {
        return before + super.getRetryCount();
    }
}
