package dev.forbear.observe;

import dev.forbear.engine.Claim;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** The span that submitted a task, as a tracer reads it: as if it had come in headers. */
final class CarriedTrace {

    private CarriedTrace() {}

    static Observation.Context of(Claim claim) {
        var context = new ReceiverContext<Claim>(CarriedTrace::header, Kind.CONSUMER);
        context.setCarrier(claim);
        return context;
    }

    /** In each form that Spring Boot can be told to read, B3 alone too; null if there is none. */
    private static @Nullable String header(Claim claim, String name) {
        var trace = claim.task().terms().trace();
        if (trace == null) {
            return null;
        }
        var sampled = trace.sampled() ? "1" : "0";
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "traceparent" -> trace.value();
            case "b3" -> trace.traceId() + "-" + trace.spanId() + "-" + sampled;
            case "x-b3-traceid" -> trace.traceId();
            case "x-b3-spanid" -> trace.spanId();
            case "x-b3-sampled" -> sampled;
            default -> null;
        };
    }
}
