package dev.forbear.api;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Makes answers whose bytes no message converter touches. */
final class Answers {

    static final MediaType JSON = MediaType.APPLICATION_JSON;
    static final MediaType NDJSON = new MediaType("application", "x-ndjson");

    private Answers() {}

    static ServerResponse json(int status, Json.Body body) {
        return json(status, Map.of(), body);
    }

    static ServerResponse json(int status, Map<String, String> headers, Json.Body body) {
        return bytes(status, JSON, headers, Json.bytes(body));
    }

    static ServerResponse problem(Problem problem, Map<String, String> headers) {
        return bytes(
                problem.type().status(),
                MediaType.APPLICATION_PROBLEM_JSON,
                headers,
                Json.bytes(json -> Json.problem(json, problem)));
    }

    static ServerResponse bytes(
            int status, MediaType type, Map<String, String> headers, byte[] bytes) {
        return pieces(status, type, headers, List.of(bytes));
    }

    static ServerResponse page(Page page) {
        return pieces(200, JSON, Map.of(), page.pieces());
    }

    private static ServerResponse pieces(
            int status, MediaType type, Map<String, String> headers, List<byte[]> pieces) {
        var answer =
                ServerResponse.status(status)
                        .contentType(type)
                        .contentLength(pieces.stream().mapToLong(piece -> piece.length).sum())
                        .cacheControl(CacheControl.noStore());
        headers.forEach(answer::header);
        return answer.build((_, response) -> {
            for (var piece : pieces) {
                response.getOutputStream().write(piece);
            }
            return null;
        });
    }

    /** Writes a problem in place of the answer that was begun, as long as nothing of it is sent. */
    static void write(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setStatus(refusal.problem().type().status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        refusal.headers().forEach(response::setHeader);
        response.getOutputStream().write(Json.bytes(json -> Json.problem(json, refusal.problem())));
    }
}
