package dev.forbear.architecture.planted.api;

/** Planted: api knows spring-retry. */
public final class KnowsSpringRetry {
    Object it = new org.springframework.retry.support.RetryTemplate();
}
