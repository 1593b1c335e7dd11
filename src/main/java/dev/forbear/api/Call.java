package dev.forbear.api;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.TaskId;
import dev.forbear.task.TraceParent;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A call of a route, its query checked. */
final class Call {

    /** The roles that may submit what they see. */
    private static final List<String> SUBMITTERS = List.of("submitter", "operator", "admin");

    private final ServerRequest request;
    private final Map<String, String> query;
    private final Limits limits;
    private final Masks masks;

    Call(ServerRequest request, Map<String, String> query, Limits limits, Masks masks) {
        this.request = request;
        this.query = query;
        this.limits = limits;
        this.masks = masks;
    }

    HttpServletRequest servlet() {
        return request.servletRequest();
    }

    String path(String name) {
        return request.pathVariable(name);
    }

    /** The task that the path names. */
    TaskId task() {
        var key = path("key");
        var fault = Names.faultOfLabel(key);
        if (fault != null) {
            throw Refusal.parameter("key", fault);
        }
        return new TaskId(path("controller"), key);
    }

    /** The name of the caller's key. */
    String caller() {
        var principal = servlet().getUserPrincipal();
        return principal == null ? "anonymous" : principal.getName();
    }

    /** The span that the call is a part of; null if it says none, or what is none. */
    @Nullable TraceParent trace() {
        return trace(servlet());
    }

    static @Nullable TraceParent trace(HttpServletRequest request) {
        return TraceParent.of(request.getHeader("traceparent"));
    }

    /** A task as this caller may see it. */
    Stored shown(Stored stored) {
        return SUBMITTERS.stream().anyMatch(servlet()::isUserInRole)
                ? stored
                : masks.masked(stored);
    }

    @Nullable String parameter(String name) {
        return query.get(name);
    }

    int whole(String name, int otherwise, int least, int most) {
        var text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        var digits = text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        var number = digits && !text.isEmpty() ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw Refusal.parameter(
                    name,
                    "must be a whole number from "
                            + least
                            + " to "
                            + most
                            + ", was "
                            + Faults.shown(text));
        }
        return number;
    }

    /** A duration up to the given one; null if it is not given. */
    @Nullable Duration duration(String name, Duration most) {
        var text = query.get(name);
        if (text == null) {
            return null;
        }
        var duration = Times.duration(text);
        if (duration == null || duration.compareTo(most) > 0) {
            throw Refusal.parameter(
                    name,
                    "must be a duration such as 30s or PT30S, up to "
                            + most.toSeconds()
                            + "s, was "
                            + Faults.shown(text));
        }
        return duration;
    }

    String body() {
        return Bodies.json(servlet(), limits.sending());
    }

    /** A body that may be missing: a JSON object with members of these names. */
    Form form(List<String> known) {
        return Form.read(Bodies.optionalJson(servlet(), limits.sending()), known);
    }
}
