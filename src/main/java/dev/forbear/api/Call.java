package dev.forbear.api;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.TaskId;
import dev.forbear.task.TraceParent;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A call of a route, its query checked. Closed, it holds nothing of its body any more. */
final class Call implements AutoCloseable {

    /** The roles that may submit what they see. */
    private static final List<String> SUBMITTERS = List.of("submitter", "operator", "admin");

    private final ServerRequest request;
    private final Map<String, String> query;
    private final Bounds bounds;
    private final Masks masks;
    private final Memory.Share body;

    /** What holds for all calls together. */
    record Bounds(Limits limits, Memory memory) {}

    Call(ServerRequest request, Map<String, String> query, Bounds bounds, Masks masks) {
        this.request = request;
        this.query = query;
        this.bounds = bounds;
        this.masks = masks;
        this.body = bounds.memory().body();
    }

    Memory memory() {
        return bounds.memory();
    }

    /**
     * A large answer, which gives back what it takes when it is written.
     *
     * @param kib what it takes at most while it is made
     */
    ServerResponse large(int kib, Supplier<ServerResponse> making) {
        var share = memory().answer(kib);
        try {
            var answer = making.get();
            share.shrink((int) (answer.headers().getContentLength() / 1024) + 1);
            return new Held(answer, share);
        } catch (RuntimeException | Error e) {
            share.close();
            throw e;
        }
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
        return Bodies.json(servlet(), bounds.limits().sending(), body);
    }

    /** A body that may be missing: a JSON object with members of these names. */
    Form form(List<String> known) {
        return Form.read(Bodies.optionalJson(servlet(), bounds.limits().sending()), known);
    }

    @Override
    public void close() {
        body.close();
    }
}
