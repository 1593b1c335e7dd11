package dev.forbear.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Refuses what Spring and its endpoints would stumble over, and makes problems of errors that
 * handlers of others answer with a status alone.
 */
final class ServiceFilter extends OncePerRequestFilter {

    private static final int ERRORS = 400;

    /** Spring Boot fails on a component of a component that is not there. */
    private static final Pattern BELOW_HEALTH = Pattern.compile(".*/health/[^/]+/.+");

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!hasReadableType(request)) {
            Answers.write(response, unreadableType());
        } else if (!hasReadableQuery(request)) {
            Answers.write(response, unreadableQuery());
        } else {
            answer(new PlainAccept(request), new DirectErrors(request, response), chain);
        }
    }

    /** Spring's routes fail on a range before they ask any handler. */
    private static boolean hasReadableType(HttpServletRequest request) {
        var type = request.getContentType();
        try {
            return type == null || type.isEmpty() || MediaType.parseMediaType(type).isConcrete();
        } catch (InvalidMediaTypeException _) {
            return true; // this they take for none
        }
    }

    private static Refusal unreadableType() {
        var refusal = Refusal.header("Content-Type", "must be one type, not a range of types");
        return new Refusal(
                new Problem(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        refusal.problem().detail(),
                        refusal.problem().errors()),
                Map.of("Accept", Answers.JSON.toString()));
    }

    /** Tomcat says so with an exception, when it is first asked for a parameter. */
    private static boolean hasReadableQuery(HttpServletRequest request) {
        if (request.getQueryString() == null || isForm(request.getContentType())) {
            return true;
        }
        try {
            var _ = request.getParameterMap();
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /** Of these the body would be read for parameters too. */
    private static boolean isForm(@Nullable String type) {
        return type != null
                && (type.startsWith("multipart/")
                        || type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE));
    }

    private static Refusal unreadableQuery() {
        return Refusal.of(
                ProblemType.BAD_REQUEST,
                "The query is malformed: it must be name=value, joined by &, percent-encoded.");
    }

    private static void answer(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException e) {
            if (!(e.getRootCause() instanceof IllegalStateException)
                    || !BELOW_HEALTH.matcher(request.getRequestURI()).matches()) {
                throw e;
            }
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        if (response.getStatus() >= ERRORS
                && response.getContentType() == null
                && !response.isCommitted()) {
            response.sendError(response.getStatus());
        }
    }
}
