package dev.forbear.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.io.IOException;

/**
 * Stands before Forbear's handlers and turns away what has not passed the gate. The filters know
 * paths; an application can map the handlers to others (a prefix for all controllers, paths without
 * case) or take the filters out, and then the handlers must not be open.
 */
final class Guard implements HandlerInterceptor {

    private static final String PASSED = Guard.class.getName() + ".passed";

    private final String handlers;

    /** The package whose handlers it guards. */
    Guard(String handlers) {
        this.handlers = handlers;
    }

    /** Marks a request that the gate let in. */
    static void passed(HttpServletRequest request) {
        request.setAttribute(PASSED, true);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        // what the container itself refuses (TRACE, say) comes to the error page past the filters
        if (request.getAttribute(PASSED) != null
                || request.getDispatcherType() == DispatcherType.ERROR
                || !guarded(handler)) {
            return true;
        }
        Problem.forbidden(
                        "this path leads to Forbear's API past its keys, since the application maps"
                            + " it in a way that Forbear's filter does not know: remove the prefix"
                            + " or the matching without case, or define a bean"
                            + " forbearSecurityFilterChain")
                .write(request, response);
        return false;
    }

    private boolean guarded(Object handler) {
        var type =
                handler instanceof HandlerMethod method ? method.getBeanType() : handler.getClass();
        return type.getPackageName().equals(handlers);
    }
}
