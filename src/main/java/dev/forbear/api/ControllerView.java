package dev.forbear.api;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.task.Kind;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.time.Duration;

/**
 * A controller as callers see it.
 *
 * @param here null: this process does not have it, and does not know its policy
 * @param pause null: it is not paused
 */
record ControllerView(
        String name, boolean live, @Nullable Controller here, @Nullable Pause pause, Load load) {

    /** What waits and runs of it, and how long what is due has been. */
    record Load(Tally tally, Duration oldestDueAge) {}

    void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeBooleanProperty("live", live);
        policy(json);
        json.writeObjectPropertyStart("counts");
        for (var kind : Kind.values()) {
            json.writeNumberProperty(kind.name(), load.tally().of(kind));
        }
        json.writeEndObject();
        paused(json);
        json.writeNumberProperty("oldestDueAgeSeconds", seconds(load.oldestDueAge()));
        json.writeEndObject();
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private void policy(JsonGenerator json) {
        if (here == null) {
            json.writeNullProperty("policy");
            json.writeNullProperty("concurrency");
            return;
        }
        var policy = here.policy();
        json.writeObjectPropertyStart("policy");
        json.writeStringProperty("initialDelay", policy.initialDelay().toString());
        json.writeNumberProperty("multiplier", policy.multiplier());
        json.writeStringProperty("maxDelay", policy.maxDelay().toString());
        json.writeNumberProperty("jitter", policy.jitter());
        json.writeNumberProperty("maxAttempts", policy.maxAttempts());
        json.writeStringProperty("maxRetryAfter", policy.maxRetryAfter().toString());
        json.writeArrayPropertyStart("notRetryable");
        policy.notRetryable().forEach(json::writeString);
        json.writeEndArray();
        PlanView.givesUpAfter(json, Plan.whole(here.attempt(), policy.maxAttempts()));
        json.writeEndObject();
        json.writeNumberProperty("concurrency", here.settings().concurrency());
    }

    private void paused(JsonGenerator json) {
        if (pause == null) {
            json.writeNullProperty("paused");
            return;
        }
        json.writeObjectPropertyStart("paused");
        Json.time(json, "since", pause.since());
        json.writeStringProperty("by", pause.by());
        Json.text(json, "reason", pause.reason());
        json.writeEndObject();
    }
}
