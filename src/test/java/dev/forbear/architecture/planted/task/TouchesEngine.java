package dev.forbear.architecture.planted.task;

/** Planted: task touches engine. */
public final class TouchesEngine {
    Object it = new dev.forbear.architecture.planted.engine.TouchesStore();
}
