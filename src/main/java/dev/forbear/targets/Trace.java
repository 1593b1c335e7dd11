package dev.forbear.targets;

import org.slf4j.MDC;

import java.util.Optional;
import java.util.regex.Pattern;

/** The trace that the attempt's thread is in, as Micrometer puts it into the log's context. */
final class Trace {

    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");

    private Trace() {}

    /** The value of the header traceparent; empty if there is no trace to carry on. */
    static Optional<String> parent() {
        var trace = MDC.get("traceId");
        var span = MDC.get("spanId");
        if (trace == null
                || span == null
                || !TRACE.matcher(trace).matches()
                || !SPAN.matcher(span).matches()) {
            return Optional.empty();
        }
        return Optional.of("00-" + trace + "-" + span + "-01");
    }
}
