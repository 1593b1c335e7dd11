package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the routes of the table that lie at a request's path. */
final class Routes {

    /** In somebody's own application these are not Forbear's. */
    private static final Set<Route> OF_THE_SERVICE =
            EnumSet.of(
                    Route.LIVEZ,
                    Route.READYZ,
                    Route.HEALTH,
                    Route.ENDPOINTS,
                    Route.INFO,
                    Route.SCRAPE,
                    Route.METERS,
                    Route.SBOM,
                    Route.LOG_LEVELS,
                    Route.SET_LOG_LEVEL);

    /** {@code /api/v1/tasks/{controller}/{key}} lies in {@code /api/v1/tasks}. */
    private static final Pattern RESOURCE = Pattern.compile("/api/v1/[^/]+|/[^/]+");

    private final Map<Route, RequestMatcher> paths = new EnumMap<>(Route.class);
    private final Map<Route, RequestMatcher> endpoints = new EnumMap<>(Route.class);

    /** The builder knows below which path the servlet is mapped. */
    Routes(PathPatternRequestMatcher.Builder builder) {
        for (var route : Route.values()) {
            var matchers = route.place() instanceof Place.Path ? paths : endpoints;
            matchers.put(route, matcher(route.place(), builder));
        }
    }

    private static RequestMatcher matcher(Place place, PathPatternRequestMatcher.Builder paths) {
        return switch (place) {
            case Place.Path(var pattern) -> paths.matcher(pattern);
            case Place.Endpoint(var id) -> EndpointRequest.to(id);
            case Place.Links _ -> EndpointRequest.toLinks();
        };
    }

    /** All routes at this path, of whatever method. */
    List<Route> at(HttpServletRequest request) {
        var here = matching(paths, request);
        return here.isEmpty() ? matching(endpoints, request) : here;
    }

    private static List<Route> matching(
            Map<Route, RequestMatcher> matchers, HttpServletRequest request) {
        return matchers.entrySet().stream()
                .filter(it -> it.getValue().matches(request))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * What is Forbear's inside somebody's own application: its resources with all that may lie
     * below them, and its own endpoint. The rest of {@code /api/v1} may be the application's.
     */
    static RequestMatcher own(PathPatternRequestMatcher.Builder paths) {
        return new OrRequestMatcher(
                EnumSet.complementOf(EnumSet.copyOf(OF_THE_SERVICE)).stream()
                        .map(route -> own(route.place(), paths))
                        .toList());
    }

    private static RequestMatcher own(Place place, PathPatternRequestMatcher.Builder paths) {
        if (place instanceof Place.Path(var pattern)) {
            var resource = RESOURCE.matcher(pattern);
            if (resource.lookingAt()) {
                return paths.matcher(resource.group() + "/**");
            }
        }
        return matcher(place, paths);
    }
}
