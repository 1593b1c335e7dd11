package dev.forbear.security;

import static dev.forbear.security.Audience.ADMINS;
import static dev.forbear.security.Audience.ANYBODY;
import static dev.forbear.security.Audience.OPERATORS;
import static dev.forbear.security.Audience.READERS;
import static dev.forbear.security.Audience.SCRAPERS;
import static dev.forbear.security.Audience.SUBMITTERS;
import static dev.forbear.security.Audience.TASK_READERS;
import static dev.forbear.security.Place.at;
import static dev.forbear.security.Place.endpoint;

/**
 * The table of routes and roles: the filter, the page {@code docs/keys-and-roles.md} and the tests
 * are made from it. What is not in it, nobody but an admin reaches.
 */
enum Route {
    SUBMIT("POST", at("/api/v1/tasks"), SUBMITTERS, "submit a task"),
    SUBMIT_BULK("POST", at("/api/v1/tasks/bulk"), SUBMITTERS, "submit many tasks"),
    LIST("GET", at("/api/v1/tasks"), READERS, "list tasks"),
    READ("GET", at("/api/v1/tasks/{controller}/{key}"), TASK_READERS, "read or await a task"),
    PLAN("GET", at("/api/v1/tasks/{controller}/{key}/plan"), TASK_READERS, "its next attempts"),
    RETRY("POST", at("/api/v1/tasks/{controller}/{key}/retry"), OPERATORS, "run a task now"),
    CANCEL("DELETE", at("/api/v1/tasks/{controller}/{key}"), OPERATORS, "cancel a task"),
    CONTROLLERS("GET", at("/api/v1/controllers"), READERS, "list controllers"),
    CONTROLLER("GET", at("/api/v1/controllers/{name}"), READERS, "read a controller"),
    SCHEDULE("GET", at("/api/v1/controllers/{name}/plan"), READERS, "its schedule of retries"),
    PAUSE("POST", at("/api/v1/controllers/{name}/pause"), OPERATORS, "pause a controller"),
    RESUME("POST", at("/api/v1/controllers/{name}/resume"), OPERATORS, "resume a controller"),
    BACKLOG("GET", at("/api/v1/backlog"), SCRAPERS, "the backlog, for autoscalers"),
    OPENAPI("GET", at("/api/v1/openapi.yaml"), TASK_READERS, "the OpenAPI document"),
    PROBLEMS("GET", at("/problems/**"), ANYBODY, "what a problem type means"),
    LIVEZ("GET", at("/livez"), ANYBODY, "liveness"),
    READYZ("GET", at("/readyz"), ANYBODY, "readiness"),
    HEALTH("GET", endpoint("health"), ANYBODY, "health"),
    ENDPOINTS("GET", new Place.Links(), READERS, "list the endpoints"),
    INFO("GET", endpoint("info"), READERS, "version and build"),
    SCRAPE("GET", endpoint("prometheus"), SCRAPERS, "all metrics, for Prometheus"),
    METERS("GET", endpoint("metrics"), READERS, "single metrics"),
    SBOM("GET", endpoint("sbom"), READERS, "what the service is made of"),
    FORBEAR("GET", endpoint("forbear"), READERS, "retries and terminal failures"),
    LOG_LEVELS("GET", endpoint("loggers"), ADMINS, "read log levels"),
    SET_LOG_LEVEL("POST", endpoint("loggers"), ADMINS, "set a log level");

    private final String method;

    @SuppressWarnings("ImmutableEnumChecker") // records of a string
    private final Place place;

    private final Audience audience;
    private final String meaning;

    Route(String method, Place place, Audience audience, String meaning) {
        this.method = method;
        this.place = place;
        this.audience = audience;
        this.meaning = meaning;
    }

    /** The method; GET stands for HEAD too. */
    String method() {
        return method;
    }

    Place place() {
        return place;
    }

    Audience audience() {
        return audience;
    }

    String meaning() {
        return meaning;
    }

    boolean allows(String requested) {
        return method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
    }

    @Override
    public String toString() {
        return method + " " + place.pattern();
    }
}
