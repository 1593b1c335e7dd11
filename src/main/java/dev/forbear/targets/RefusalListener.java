package dev.forbear.targets;

/** Is told of each call that was refused because of where it would have gone; for a counter. */
@FunctionalInterface
public interface RefusalListener {

    /** Called on the attempt's thread; it must not throw. */
    void refused();
}
