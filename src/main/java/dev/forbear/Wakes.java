package dev.forbear;

import dev.forbear.engine.Wake;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Passes on what the store hears from other replicas to the engine, which is made after the store.
 * Safe for use by many threads.
 */
final class Wakes implements Wake {

    private volatile @Nullable Wake engine;

    void reach(Wake engine) {
        this.engine = engine;
    }

    /** Lost before there is an engine, which looks at the store when it begins. */
    @Override
    public void dueIn(Duration delay) {
        var present = engine;
        if (present != null) {
            present.dueIn(delay);
        }
    }
}
