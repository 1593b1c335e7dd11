package dev.forbear.engine;

import java.time.Duration;

/** Tells the dispatcher that something is due sooner than it may know. */
@FunctionalInterface
public interface Wake {

    void dueIn(Duration delay);
}
