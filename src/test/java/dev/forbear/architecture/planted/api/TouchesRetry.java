package dev.forbear.architecture.planted.api;

/** Planted: api touches retry, and so closes a cycle. */
public final class TouchesRetry {
    Object it = new dev.forbear.architecture.planted.retry.TouchesStore();
}
