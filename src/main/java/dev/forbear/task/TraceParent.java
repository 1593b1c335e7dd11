package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * The span that something is a part of, as the header {@code traceparent} of W3C Trace Context
 * writes it.
 *
 * @param value version 00: 55 characters, neither of its numbers zero
 */
public record TraceParent(String value) {

    private static final int LENGTH = 55;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32}-)[0-9a-f]{32}-(?!0{16}-)[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * @throws IllegalArgumentException if it is not of that form
     */
    public TraceParent {
        if (!isOne(value)) {
            throw new IllegalArgumentException("not a traceparent of version 00: " + value);
        }
    }

    /** The text as a parent; null if it is none, which is nobody's mistake to hear of. */
    public static @Nullable TraceParent of(@Nullable String text) {
        return text == null || !isOne(text) ? null : new TraceParent(text);
    }

    /** Made of a tracer's numbers, in lower-case hex; null if they are none. */
    public static @Nullable TraceParent of(String traceId, String spanId, boolean sampled) {
        // some tracers have traces of 64 bits
        var trace = traceId.length() == 16 ? "0".repeat(16) + traceId : traceId;
        return of("00-" + trace + "-" + spanId + (sampled ? "-01" : "-00"));
    }

    private static boolean isOne(String text) {
        return text.length() == LENGTH && FORM.matcher(text).matches();
    }

    public String traceId() {
        return value.substring(3, SPAN - 1);
    }

    public String spanId() {
        return value.substring(SPAN, FLAGS - 1);
    }

    /** True if whoever began the trace records it. */
    public boolean sampled() {
        return (Character.digit(value.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    @Override
    public String toString() {
        return value;
    }
}
