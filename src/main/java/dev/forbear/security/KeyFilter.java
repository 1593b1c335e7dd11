package dev.forbear.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * Finds out whose key a request bears. One that bears none, or a bad one, goes on as nobody's: on
 * an open route it is answered, so that a probe does not die of a key that was replaced.
 */
final class KeyFilter extends OncePerRequestFilter {

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([^ ]+)");
    private static final String FAILURE = KeyFilter.class.getName() + ".failure";

    private final KeyRing keys;
    private final Failures failures;

    KeyFilter(KeyRing keys, Failures failures) {
        this.keys = keys;
        this.failures = failures;
    }

    /** Why the request is nobody's. */
    static Failure failure(HttpServletRequest request) {
        if (request.getAttribute(FAILURE) instanceof Failure failure) {
            return failure;
        }
        var query = request.getQueryString();
        return query != null && query.contains("fbr_") ? Failure.IN_QUERY : Failure.MISSING;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        failures.tell();
        var headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() > 1) {
            failed(request, Failure.SEVERAL);
        } else if (headers.size() == 1) {
            authenticate(headers.getFirst(), request);
        }
        chain.doFilter(request, response);
    }

    private void authenticate(String header, HttpServletRequest request) {
        var bearer = BEARER.matcher(header.strip());
        if (!bearer.matches() || !KeyForm.fits(bearer.group(1))) {
            failed(request, Failure.MALFORMED);
            return;
        }
        var key = keys.find(bearer.group(1));
        if (key.isEmpty()) {
            failed(request, Failure.UNKNOWN);
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new Caller(key.get()));
        SecurityContextHolder.setContext(context);
    }

    private void failed(HttpServletRequest request, Failure failure) {
        request.setAttribute(FAILURE, failure);
        failures.count(failure, request.getRemoteAddr());
    }
}
