package dev.forbear.architecture.planted.security;

/** Planted: security touches engine. */
public final class TouchesEngine {
    Object it = new dev.forbear.architecture.planted.engine.TouchesStore();
}
