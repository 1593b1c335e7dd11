package dev.forbear.architecture.planted.trial;

/** Planted: the caller from outside looks behind the interface. */
public final class TouchesEngine {
    Object it = new dev.forbear.architecture.planted.engine.TouchesStore();
}
