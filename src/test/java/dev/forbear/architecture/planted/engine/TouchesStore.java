package dev.forbear.architecture.planted.engine;

/** Planted: engine touches store. */
public final class TouchesStore {
    Object it = new dev.forbear.architecture.planted.store.TouchesApi();
}
