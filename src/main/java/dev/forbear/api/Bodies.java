package dev.forbear.api;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Reads bodies: their media type first, then no more than the limit. */
final class Bodies {

    /** The longest body of a call that takes one JSON value. */
    private static final int LONGEST_KIB = 1024;

    /** The longest that holds but a reason. */
    private static final int LONGEST_FORM_KIB = 16;

    /** What is read before room is asked for. */
    private static final int PIECE_KIB = 4;

    /** A body takes that many times its length until it is text. */
    private static final int COST = 3;

    private Bodies() {}

    /**
     * A body that must be there.
     *
     * @param share grows once, by all that may come: bodies that held a part while they wait for
     *     more would wait for one another
     */
    static String json(HttpServletRequest request, Duration patience, Memory.Share share) {
        mustBe(Answers.JSON, request);
        return text(
                request,
                LONGEST_KIB,
                () -> {
                    var in = timed(request, patience);
                    var body = new ByteArrayOutputStream(1024);
                    body.write(in.readNBytes(PIECE_KIB * 1024));
                    if (body.size() == PIECE_KIB * 1024) {
                        share.grow(COST * kib(request));
                        body.write(in.readNBytes((LONGEST_KIB - PIECE_KIB) * 1024 + 1));
                    }
                    return body.toByteArray();
                });
    }

    /** How long it says that it is, or the most that is read where it does not. */
    private static int kib(HttpServletRequest request) {
        var length = request.getContentLengthLong();
        return length < 0 ? LONGEST_KIB : (int) (length / 1024) + 1;
    }

    /** A short body that may be missing: then it is empty and needs no type. */
    static String optionalJson(HttpServletRequest request, Duration patience) {
        if (request.getContentType() != null) {
            mustBe(Answers.JSON, request);
        }
        var body =
                text(
                        request,
                        LONGEST_FORM_KIB,
                        () -> timed(request, patience).readNBytes(LONGEST_FORM_KIB * 1024 + 1));
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

    /** Reads bytes, a few more than are allowed if there are more. */
    private interface Reading {
        byte[] bytes() throws IOException;
    }

    private static String text(HttpServletRequest request, int kib, Reading reading) {
        if (request.getContentLengthLong() > kib * 1024L) {
            throw tooLarge(kib);
        }
        var body = read(reading);
        if (body.length > kib * 1024) {
            throw tooLarge(kib);
        }
        var text = Text.utf8(ByteBuffer.wrap(body));
        if (text == null) {
            throw Refusal.body(ProblemType.BAD_REQUEST, "The body is not UTF-8; send it as UTF-8.");
        }
        return text;
    }

    private static byte[] read(Reading reading) {
        try {
            return reading.bytes();
        } catch (IOException e) {
            throw Refusal.body(
                    ProblemType.BAD_REQUEST,
                    "The body broke off or came too slowly; send it again.");
        }
    }

    static InputStream timed(HttpServletRequest request, Duration patience) throws IOException {
        return new TimedInput(request.getInputStream(), patience, System::nanoTime);
    }

    private static Refusal tooLarge(int kib) {
        var size = kib < 1024 ? kib + " KiB" : kib / 1024 + " MiB";
        return Refusal.body(
                ProblemType.TOO_LARGE,
                "The body is larger than " + size + "; put a reference to large data into it.");
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
