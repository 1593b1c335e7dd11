package dev.forbear.observe;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/**
 * An observation that the calling thread is in until it ends. Its handlers are anybody's: what they
 * throw hurts neither what is observed nor what became of it. For one thread.
 */
final class GuardedObservation {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.observe");

    private final ObservationRegistry registry;
    private final Observation.@Nullable Scope before;
    private final Observation observation;
    private final Observation.Scope scope;

    private GuardedObservation(ObservationRegistry registry, Observation observation) {
        this.registry = registry;
        this.before = registry.getCurrentObservationScope();
        this.observation = observation;
        this.scope = orElse(observation::openScope, Observation.Scope.NOOP);
    }

    /**
     * Begins it; where that fails nothing is observed.
     *
     * @param made gives one that has not started
     */
    static GuardedObservation begun(ObservationRegistry registry, Supplier<Observation> made) {
        return new GuardedObservation(registry, orElse(() -> made.get().start(), Observation.NOOP));
    }

    private static <T> T orElse(Supplier<T> step, T otherwise) {
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            LOG.debug("an observation failed and the work goes on", e);
            return otherwise;
        }
    }

    private static void guarded(Runnable step) {
        var _ =
                orElse(
                        () -> {
                            step.run();
                            return true;
                        },
                        false);
    }

    /** Adds what is known by now, one of few values. */
    void is(String key, String value) {
        observation.lowCardinalityKeyValue(key, value);
    }

    void failed(Throwable thrown) {
        guarded(() -> observation.error(thrown));
    }

    /** Ends it, and the thread is where it was. */
    void end() {
        guarded(scope::close);
        guarded(observation::stop);
        registry.setCurrentObservationScope(before); // a scope that did not close is still there
    }
}
