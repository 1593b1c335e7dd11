package dev.forbear.architecture.planted.reconciler;

/** Planted: the reconciler API touches Spring. */
public final class TouchesSpring {
    Object it = new org.springframework.core.env.StandardEnvironment();
}
