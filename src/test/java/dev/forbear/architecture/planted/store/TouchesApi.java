package dev.forbear.architecture.planted.store;

/** Planted: store touches api. */
public final class TouchesApi {
    Object it = new dev.forbear.architecture.planted.api.TouchesRetry();
}
