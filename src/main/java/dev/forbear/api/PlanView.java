package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.time.Duration;
import java.time.Instant;

/** Plans as callers see them. */
final class PlanView {

    private PlanView() {}

    /** A controller's: all times are durations from the first start. */
    static void offsets(JsonGenerator json, Plan plan) {
        json.writeArrayPropertyStart("attempts");
        for (var step : plan.steps()) {
            json.writeStartObject();
            json.writeNumberProperty("number", step.number());
            json.writeStringProperty("nominalDelay", step.delay().toString());
            json.writeStringProperty("earliest", step.earliest().toString());
            json.writeStringProperty("latest", step.latest().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        givesUpAfter(json, plan);
    }

    /** The time from the first start to the start of the last attempt. */
    static void givesUpAfter(JsonGenerator json, Plan plan) {
        var last = plan.last();
        json.writeStringProperty("givesUpAfter", text(last == null ? null : last.nominal()));
        json.writeStringProperty("givesUpEarliest", text(last == null ? null : last.earliest()));
        json.writeStringProperty("givesUpLatest", text(last == null ? null : last.latest()));
    }

    private static String text(@Nullable Duration duration) {
        return (duration == null ? Duration.ZERO : duration).toString();
    }

    /** A task's: all times are times. */
    static void times(JsonGenerator json, Plan plan, Instant begin) {
        json.writeArrayPropertyStart("attempts");
        for (var step : plan.steps()) {
            json.writeStartObject();
            json.writeNumberProperty("number", step.number());
            json.writeStringProperty("nominalDelay", step.delay().toString());
            Json.time(json, "earliest", begin.plus(step.earliest()));
            Json.time(json, "latest", begin.plus(step.latest()));
            json.writeEndObject();
        }
        json.writeEndArray();
        var last = plan.last();
        if (last != null) {
            Json.time(json, "givesUpAt", begin.plus(last.nominal()));
            Json.time(json, "givesUpEarliest", begin.plus(last.earliest()));
            Json.time(json, "givesUpLatest", begin.plus(last.latest()));
        }
        if (plan.end() != null) {
            json.writeStringProperty("givesUpBecause", plan.end().name());
        }
    }
}
