package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * What a submission asked for.
 *
 * @param lane null: none
 * @param maxAttempts null: the controller's present value
 * @param deadline null: none
 * @param trace the span that the attempts are parts of; null: of none
 */
public record Terms(
        Spec spec,
        @Nullable String lane,
        @Nullable Integer maxAttempts,
        @Nullable Deadline deadline,
        @Nullable TraceParent trace) {

    /** Without a trace. */
    public Terms(
            Spec spec,
            @Nullable String lane,
            @Nullable Integer maxAttempts,
            @Nullable Deadline deadline) {
        this(spec, lane, maxAttempts, deadline, null);
    }

    /**
     * The spec.
     *
     * @param json its text, as it came
     * @param digest the same for texts that are equal as JSON
     */
    public record Spec(String json, String digest) {}

    /**
     * No attempt starts after it.
     *
     * @param at the time
     * @param after the duration that it was given as; null if it was given as a time
     */
    public record Deadline(Instant at, @Nullable Duration after) {}

    Terms withoutDeadline() {
        return new Terms(spec, lane, maxAttempts, null, trace);
    }

    Terms under(@Nullable TraceParent other) {
        return new Terms(spec, lane, maxAttempts, deadline, other);
    }
}
