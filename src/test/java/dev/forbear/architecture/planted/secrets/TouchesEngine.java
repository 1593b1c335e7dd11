package dev.forbear.architecture.planted.secrets;

/** Planted: what is secret is looked up where tasks move. */
public final class TouchesEngine {
    Object it = new dev.forbear.architecture.planted.engine.TouchesStore();
}
