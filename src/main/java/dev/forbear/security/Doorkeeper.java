package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

import java.io.IOException;

/** Answers those who are turned away. */
final class Doorkeeper implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final Failures failures;

    Doorkeeper(Failures failures) {
        this.failures = failures;
    }

    @Override
    public void commence(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        var failure = KeyFilter.failure(request);
        if (failure == Failure.MISSING || failure == Failure.IN_QUERY) {
            failures.count(failure, request.getRemoteAddr());
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        Problem.unauthorized(failure.detail()).write(request, response);
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        if (why instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof Refusal refusal) {
            if (refusal instanceof Refusal.MethodWrong(var allowed)) {
                response.setHeader(HttpHeaders.ALLOW, allowed);
            }
            refusal.problem().write(request, response);
            return;
        }
        Problem.forbidden("this call is not allowed").write(request, response);
    }
}
