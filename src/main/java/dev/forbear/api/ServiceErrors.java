package dev.forbear.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import tools.jackson.core.JsonGenerator;

import java.util.List;
import java.util.Locale;

/**
 * What the whole service answers where no route of ours did: the container or another handler ended
 * the request with a status.
 */
final class ServiceErrors {

    private static final String NO_HTTP =
            "The request line, a header or the path is not valid HTTP, or they are longer than"
                    + " 8 KiB together (server.max-http-request-header-size).";

    private static final String LOGGERS =
            "The body must be {\"configuredLevel\": \"…\"} with one of TRACE, DEBUG, INFO, WARN,"
                    + " ERROR, FATAL and OFF, or null for the level that is inherited.";

    private ServiceErrors() {}

    /** The body for an error dispatch of the container. */
    static byte[] dispatched(HttpServletRequest request) {
        var uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return body(status(request), uri == null ? "" : uri.toString(), Base.of(request));
    }

    /** The status of an error dispatch; 404 if somebody called its path himself. */
    static int status(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return status instanceof Integer code ? code : 404;
    }

    /**
     * A problem of the status; its type is ours if there is one for the status alone.
     *
     * @param base where our paths begin for who calls
     */
    static byte[] body(int status, String path, String base) {
        var problem = problem(status, path);
        return Json.bytes(json -> {
            if (problem == null) {
                bare(json, status);
            } else {
                Json.problem(json, problem, base);
            }
        });
    }

    private static @Nullable Problem problem(int status, String path) {
        return switch (status) {
            case 400 -> badRequest(path);
            case 404 -> Guard.noSuchRoute(path);
            case 500 -> new Problem(ProblemType.INTERNAL, "This call failed; see the log.");
            case 401 -> ofHttp(ProblemType.UNAUTHORIZED);
            case 403 -> ofHttp(ProblemType.FORBIDDEN);
            case 405 -> ofHttp(ProblemType.METHOD_NOT_ALLOWED);
            case 406 -> ofHttp(ProblemType.NOT_ACCEPTABLE);
            case 413 -> ofHttp(ProblemType.TOO_LARGE);
            case 415 -> ofHttp(ProblemType.UNSUPPORTED_MEDIA_TYPE);
            default -> null; // what a conflict or a 503 of somebody else means, is his affair
        };
    }

    private static Problem ofHttp(ProblemType type) {
        return new Problem(type, type.meaning());
    }

    private static Problem badRequest(String path) {
        if (!path.toLowerCase(Locale.ROOT).contains("%2f")) {
            return new Problem(
                    ProblemType.BAD_REQUEST, path.contains("/loggers/") ? LOGGERS : NO_HTTP);
        }
        var detail = "The path holds an encoded /; a key has none: use : to separate its parts.";
        return new Problem(
                ProblemType.BAD_REQUEST,
                detail,
                path.contains(Routes.ROOT + "/tasks/")
                        ? List.of(Problem.Fault.parameter("key", detail))
                        : List.of());
    }

    private static void bare(JsonGenerator json, int status) {
        var known = HttpStatus.resolve(status);
        json.writeStartObject();
        json.writeStringProperty("type", "about:blank");
        json.writeStringProperty(
                "title", known == null ? "Status " + status : known.getReasonPhrase());
        json.writeNumberProperty("status", status);
        json.writeEndObject();
    }
}
