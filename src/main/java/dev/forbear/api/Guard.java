package dev.forbear.api;

import dev.forbear.engine.StoreAwayException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Stands before each route: checks what all have in common and turns what is thrown into problems.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.api");

    /** A store that is away is probed about each second. */
    private static final int STORE_AWAY_SECONDS = 2;

    private final Uuid7 uuids;
    private final Limits limits;
    private final Memory memory;
    private final Masks masks;

    Guard(Uuid7 uuids, Limits limits, Masks masks) {
        this.uuids = uuids;
        this.limits = limits;
        this.memory = new Memory(limits.memory());
        this.masks = masks;
    }

    ServerResponse answer(Route route, ServerRequest request) {
        try {
            if (!Bodies.acceptable(
                    request.servletRequest().getHeader("Accept"), route.produces())) {
                throw notAcceptable("This call answers with " + route.produces() + ".");
            }
            var query = Queries.read(request.servletRequest().getQueryString(), route.parameters());
            try (var call = new Call(request, query, new Call.Bounds(limits, memory), masks)) {
                return route.handler().answer(call);
            }
        } catch (Throwable e) { // an Error of ours is the same to the caller as an exception
            return answered(e, request);
        }
    }

    private static Refusal notAcceptable(String detail) {
        var fault = Problem.Fault.header("Accept", "excludes it; leave the header out or add it");
        return new Refusal(new Problem(ProblemType.NOT_ACCEPTABLE, detail, List.of(fault)));
    }

    private ServerResponse answered(Throwable thrown, ServerRequest request) {
        return switch (thrown) {
            case Refusal refusal -> Answers.problem(refusal.problem(), refusal.headers());
            case StoreAwayException _ -> storeAway();
            case CompletionException e when e.getCause() != null -> answered(e.getCause(), request);
            default -> fault(thrown, request);
        };
    }

    private static ServerResponse storeAway() {
        var refusal = Refusal.retryAfter(STORE_AWAY_SECONDS, storeIsAway());
        return Answers.problem(refusal.problem(), refusal.headers());
    }

    static Problem storeIsAway() {
        return new Problem(
                ProblemType.STORE_AWAY,
                "The store is away, cannot write or took too long; whether this is stored is"
                        + " unknown.");
    }

    private ServerResponse fault(Throwable thrown, ServerRequest request) {
        return Answers.problem(fault(uuids, thrown, describe(request)), Map.of());
    }

    private static String describe(ServerRequest request) {
        return request.method() + " " + request.requestPath().pathWithinApplication().value();
    }

    /** Logs a fault of ours, once, under an id, and tells the caller no more than the id. */
    static Problem fault(Uuid7 uuids, Throwable thrown, String call) {
        var id = uuids.next().toString();
        LOG.error("{} failed by a fault of ours, id={}", call, id, thrown);
        return new Problem(
                ProblemType.INTERNAL, "This call failed; the log has it under the id " + id + ".");
    }

    ServerResponse wrongMethod(ServerRequest request, String allowed) {
        if (request.method().name().equals("OPTIONS")) {
            return ServerResponse.noContent().header("Allow", allowed).build();
        }
        return Answers.problem(
                new Problem(
                        ProblemType.METHOD_NOT_ALLOWED,
                        "Here are allowed: " + allowed + "; not " + request.method() + "."),
                Map.of("Allow", allowed));
    }

    ServerResponse noSuchRoute(ServerRequest request) {
        var path = request.requestPath().pathWithinApplication().value();
        return Answers.problem(noSuchRoute(path), Map.of());
    }

    static Problem noSuchRoute(String path) {
        var nothing = "There is nothing at " + Faults.shown(path) + ".";
        if (!path.startsWith(Routes.ROOT + "/tasks/")) {
            return new Problem(ProblemType.NO_SUCH_ROUTE, nothing);
        }
        var name = path.substring((Routes.ROOT + "/tasks/").length());
        if (!name.contains("/")) {
            return new Problem(
                    ProblemType.NO_SUCH_ROUTE,
                    nothing + " The tasks of a controller are listed by ?controller=<name>.");
        }
        var hint = "holds no /; use : to separate its parts";
        return new Problem(
                ProblemType.NO_SUCH_ROUTE,
                nothing + " A key " + hint + ".",
                List.of(Problem.Fault.parameter("key", hint)));
    }
}
