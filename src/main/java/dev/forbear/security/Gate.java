package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides by the table. Outside the table an admin passes, to whatever is there, and others are
 * told that nothing is.
 */
final class Gate implements AuthorizationManager<HttpServletRequest> {

    private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);

    private final Routes routes;
    private final boolean openMetrics;

    Gate(Routes routes, boolean openMetrics) {
        this.routes = routes;
        this.openMetrics = openMetrics;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends Authentication> authentication, HttpServletRequest request) {
        var result = decided(authentication, request);
        if (result.isGranted()) {
            Guard.passed(request);
        }
        return result;
    }

    private AuthorizationResult decided(
            Supplier<? extends Authentication> authentication, HttpServletRequest request) {
        var here = routes.at(request);
        var route = here.stream().filter(it -> it.allows(request.getMethod())).findFirst();
        if (route.filter(this::open).isPresent()) {
            return GRANTED;
        }
        var caller = caller(authentication);
        if (route.isPresent()) {
            return route.get().audience().admits(caller.roles())
                    ? GRANTED
                    : new Refusal.RoleMissing(route.get(), caller);
        }
        return caller.roles().contains(Role.ADMIN) ? GRANTED : nothing(here);
    }

    private boolean open(Route route) {
        return route.audience().open() || (openMetrics && route == Route.SCRAPE);
    }

    /** Whoever came in by another door than a key is nobody here. */
    private static Caller caller(Supplier<? extends Authentication> authentication) {
        if (authentication.get() instanceof Caller caller) {
            return caller;
        }
        throw new AuthenticationCredentialsNotFoundException("no key");
    }

    private static Refusal nothing(List<Route> here) {
        if (here.isEmpty()) {
            return new Refusal.RouteUnknown();
        }
        return new Refusal.MethodWrong(
                here.stream()
                        .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }
}
