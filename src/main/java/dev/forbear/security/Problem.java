package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** A refusal as a problem document (RFC 9457). */
record Problem(String slug, String title, int status, String detail) {

    /** Not the application's: its settings are no concern of ours. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Problem badRequest(String detail) {
        return new Problem("bad-request", "The request is malformed", 400, detail);
    }

    static Problem unauthorized(String detail) {
        return new Problem("unauthorized", "No valid key", 401, detail);
    }

    static Problem forbidden(String detail) {
        return new Problem("forbidden", "The key's role does not allow this", 403, detail);
    }

    static Problem noSuchRoute(String detail) {
        return new Problem("no-such-route", "No such route", 404, detail);
    }

    static Problem methodNotAllowed(String detail) {
        return new Problem("method-not-allowed", "The method is not allowed here", 405, detail);
    }

    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", Base.of(request) + "/problems/" + slug);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        write(response, JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }

    private void write(HttpServletResponse response, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
