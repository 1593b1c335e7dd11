package dev.forbear.api;

import dev.forbear.engine.Once;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The header that lets a caller send a submission again without doing it twice. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    /** What tells a caller that nothing was done but to look at the first answer. */
    static final Map<String, String> REPLAYED = Map.of("Idempotent-Replayed", "true");

    private static final Pattern FORM = Pattern.compile("[ -~]{1,255}");

    private IdempotencyKey() {}

    /** Null without the header, and where the body is none that could have been accepted. */
    static @Nullable Once of(Call call, String body) {
        var key = given(call.servlet());
        var digest = key == null ? null : Canon.digest(body);
        // no name of a key holds a line's end, so no two pairs make the same text
        return digest == null ? null : new Once(Canon.sha256(call.caller() + "\n" + key), digest);
    }

    private static @Nullable String given(HttpServletRequest request) {
        var given = Collections.list(request.getHeaders(HEADER));
        if (given.isEmpty()) {
            return null;
        }
        if (given.size() > 1 || !FORM.matcher(given.getFirst()).matches()) {
            throw Refusal.header(HEADER, "must be given once, with 1 to 255 ASCII characters");
        }
        return given.getFirst();
    }

    static void refuse(HttpServletRequest request) {
        if (request.getHeader(HEADER) != null) {
            throw Refusal.header(
                    HEADER, "is for single submissions; leave it out and give each task a key");
        }
    }

    static Refusal usedForAnother() {
        var detail = "was used for another body within 24 hours; take a new one for a new body";
        return new Refusal(
                new Problem(
                        ProblemType.INVALID,
                        "The header " + HEADER + " " + detail + ".",
                        List.of(Problem.Fault.header(HEADER, detail))));
    }
}
