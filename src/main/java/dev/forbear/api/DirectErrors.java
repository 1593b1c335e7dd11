package dev.forbear.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

import java.io.IOException;

/** Writes a problem where a handler asks the container for its error page. */
final class DirectErrors extends HttpServletResponseWrapper {

    private final HttpServletRequest request;

    DirectErrors(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        sendError(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        setStatus(status);
        setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        var body = ServiceErrors.body(status, request.getRequestURI(), Base.of(request));
        setContentLength(body.length);
        getOutputStream().write(body);
    }
}
