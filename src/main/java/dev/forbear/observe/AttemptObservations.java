package dev.forbear.observe;

import dev.forbear.engine.Controller;

import io.micrometer.observation.ObservationRegistry;

/** Makes an observation of each attempt, of which a tracer makes a span. */
public final class AttemptObservations {

    /** Of the observations; the meters of this name are denied, since attempts are counted. */
    static final String NAME = "forbear.attempt";

    private final ObservationRegistry registry;

    public AttemptObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** The controller, its attempts observed. */
    public Controller around(Controller controller) {
        return new Controller(
                controller.name(),
                controller.settings(),
                controller.policy(),
                new ObservedAttempt(controller.attempt(), registry),
                controller.specs());
    }
}
