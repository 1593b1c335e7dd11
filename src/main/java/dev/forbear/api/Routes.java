package dev.forbear.api;

import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All operations as one router function. It also answers for wrong methods and unknown paths below
 * its resources, so that nothing there falls through to an application that Forbear is embedded in.
 */
final class Routes {

    static final String ROOT = "/api/v1";

    private final List<Route> routes;
    private final Guard guard;

    Routes(List<Route> routes, Guard guard) {
        this.routes = List.copyOf(routes);
        this.guard = guard;
    }

    List<Route> all() {
        return routes;
    }

    /** Those alone whose paths begin so. */
    Routes below(String path) {
        return new Routes(
                routes.stream().filter(route -> route.path().startsWith(path)).toList(), guard);
    }

    RouterFunction<ServerResponse> router() {
        var parts = new ArrayList<RouterFunction<ServerResponse>>();
        for (var route : routes) {
            parts.add(on(route, request -> guard.answer(route, request)));
        }
        for (var entry : byPath().entrySet()) {
            var allowed = allowed(entry.getValue());
            parts.add(onAny(entry.getKey(), request -> guard.wrongMethod(request, allowed)));
        }
        for (var resource : List.of("/tasks", "/controllers")) {
            parts.add(onAny(ROOT + resource + "/**", guard::noSuchRoute));
        }
        return parts.stream().reduce(RouterFunction::and).orElseThrow();
    }

    private static RouterFunction<ServerResponse> on(
            Route route, HandlerFunction<ServerResponse> handler) {
        var methods =
                route.method().equals(HttpMethod.GET)
                        ? RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                        : RequestPredicates.method(route.method());
        return RouterFunctions.route(methods.and(RequestPredicates.path(route.path())), handler);
    }

    private static RouterFunction<ServerResponse> onAny(
            String path, HandlerFunction<ServerResponse> handler) {
        return RouterFunctions.route(RequestPredicates.path(path), handler);
    }

    private Map<String, List<Route>> byPath() {
        return routes.stream()
                .collect(
                        Collectors.groupingBy(
                                Route::path, LinkedHashMap::new, Collectors.toList()));
    }

    private static String allowed(Collection<Route> routes) {
        var methods = new ArrayList<String>();
        for (var route : routes) {
            methods.add(route.method().name());
            if (route.method().equals(HttpMethod.GET)) {
                methods.add("HEAD");
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
