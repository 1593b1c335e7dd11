package dev.forbear.architecture.planted.retry;

/** Planted: retry touches store. */
public final class TouchesStore {
    Object it = new dev.forbear.architecture.planted.store.TouchesApi();
}
