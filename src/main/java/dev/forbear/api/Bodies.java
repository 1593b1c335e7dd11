package dev.forbear.api;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Reads bodies: their media type first, then no more than the limit. */
final class Bodies {

    /** The longest body of a call that takes one JSON value, in bytes. */
    static final int LONGEST = 1024 * 1024;

    private Bodies() {}

    /** A body that must be there. */
    static String json(HttpServletRequest request, Duration patience) {
        mustBe(Answers.JSON, request);
        return read(request, patience);
    }

    /** A body that may be missing: then it is empty and needs no type. */
    static String optionalJson(HttpServletRequest request, Duration patience) {
        if (request.getContentType() != null) {
            mustBe(Answers.JSON, request);
        }
        var body = read(request, patience);
        if (!body.isEmpty()) {
            mustBe(Answers.JSON, request);
        }
        return body;
    }

    /** Refuses any other type, any charset but UTF-8, and any content coding. */
    static void mustBe(MediaType type, HttpServletRequest request) {
        var given = request.getContentType();
        if (given == null || !fits(type, given)) {
            var was = given == null ? "it is missing" : "was " + Faults.shown(given);
            throw unsupported("Content-Type", "must be " + type + " in UTF-8, " + was, type);
        }
        var coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding", "is not supported; send the body as it is", type);
        }
    }

    private static boolean fits(MediaType type, String given) {
        try {
            var parsed = MediaType.parseMediaType(given);
            var charset = parsed.getCharset();
            return parsed.equalsTypeAndSubtype(type)
                    && (charset == null || charset.equals(StandardCharsets.UTF_8));
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    private static Refusal unsupported(String header, String detail, MediaType type) {
        var refusal = Refusal.header(header, detail);
        return new Refusal(
                new Problem(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        refusal.problem().detail(),
                        refusal.problem().errors()),
                Map.of("Accept", type.toString()));
    }

    private static String read(HttpServletRequest request, Duration patience) {
        if (request.getContentLengthLong() > LONGEST) {
            throw tooLarge();
        }
        var body = readUpTo(LONGEST + 1, request, patience);
        if (body.length > LONGEST) {
            throw tooLarge();
        }
        var text = Text.utf8(ByteBuffer.wrap(body));
        if (text == null) {
            throw Refusal.body(ProblemType.BAD_REQUEST, "The body is not UTF-8; send it as UTF-8.");
        }
        return text;
    }

    private static byte[] readUpTo(int bytes, HttpServletRequest request, Duration patience) {
        try {
            return timed(request, patience).readNBytes(bytes);
        } catch (IOException e) {
            throw Refusal.body(
                    ProblemType.BAD_REQUEST,
                    "The body broke off or came too slowly; send it again.");
        }
    }

    static InputStream timed(HttpServletRequest request, Duration patience) throws IOException {
        return new TimedInput(request.getInputStream(), patience, System::nanoTime);
    }

    private static Refusal tooLarge() {
        return Refusal.body(
                ProblemType.TOO_LARGE,
                "The body is larger than 1 MiB; put a reference to large data into it.");
    }

    /** True if the answer's type is acceptable to the caller. */
    static boolean acceptable(@Nullable String accept, MediaType type) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .anyMatch(range -> range.includes(type) && range.getQualityValue() > 0);
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }
}
