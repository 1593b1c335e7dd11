package dev.forbear.architecture.planted.observe;

/** Planted: observe touches security. */
public final class TouchesSecurity {
    Object it = new dev.forbear.architecture.planted.security.TouchesEngine();
}
