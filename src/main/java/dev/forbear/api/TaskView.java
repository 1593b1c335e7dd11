package dev.forbear.api;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Waiting;
import dev.forbear.task.Effect;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.Locale;
import java.util.Objects;

/**
 * A task as callers see it.
 *
 * @param maxAttempts the limit that holds; null if its controller is not here and it has none of
 *     its own
 * @param waiting null: it does not wait
 * @param effect what the submission that this answers did; null: none did
 */
record TaskView(
        Stored stored,
        @Nullable Integer maxAttempts,
        @Nullable Waiting waiting,
        @Nullable Effect effect) {

    void write(JsonGenerator json) {
        json.writeStartObject();
        terms(json);
        progress(json);
        history(json);
        if (waiting != null) {
            json.writeObjectPropertyStart("waitingFor");
            json.writeStringProperty("reason", waiting.reason().label());
            Json.text(json, "until", waiting.until() == null ? null : Times.text(waiting.until()));
            json.writeEndObject();
        }
        if (effect != null) {
            json.writeStringProperty("effect", label(effect));
        }
        json.writeEndObject();
    }

    static String label(Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }

    private void terms(JsonGenerator json) {
        var task = stored.task();
        json.writeStringProperty("controller", task.id().controller());
        json.writeStringProperty("key", task.id().key());
        json.writeStringProperty("uid", task.uid().toString());
        json.writeName("spec");
        json.writeRawValue(task.terms().spec().json());
        Json.text(json, "lane", task.terms().lane());
    }

    private void progress(JsonGenerator json) {
        var task = stored.task();
        json.writeStringProperty("state", task.state().kind().name());
        json.writeNumberProperty("generation", task.progress().generation());
        json.writeNumberProperty("attempts", task.progress().attempts());
        if (maxAttempts == null) {
            json.writeNullProperty("maxAttempts");
        } else {
            json.writeNumberProperty("maxAttempts", maxAttempts);
        }
        Json.time(json, "createdAt", task.createdAt());
        Json.time(json, "updatedAt", task.updatedAt());
        Json.time(json, "nextAttemptAt", task.state().dueAt());
        var deadline = task.terms().deadline();
        Json.time(json, "deadline", deadline == null ? null : deadline.at());
        if (task.state() instanceof State.Failed(var reason)) {
            json.writeStringProperty("terminalReason", reason.name());
        }
    }

    private void history(JsonGenerator json) {
        stored.history().reversed().stream()
                .map(Attempted::error)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(last -> error(json, "lastError", last));
        json.writeArrayPropertyStart("history");
        stored.history().forEach(attempt -> attempt(json, attempt));
        json.writeEndArray();
    }

    private static void attempt(JsonGenerator json, Attempted attempt) {
        json.writeStartObject();
        json.writeNumberProperty("generation", attempt.generation());
        json.writeNumberProperty("n", attempt.number());
        Json.time(json, "startedAt", attempt.startedAt());
        if (attempt.outcome() == Outcome.CRASHED) {
            json.writeNullProperty("durationMs"); // nobody saw it end
        } else {
            json.writeNumberProperty("durationMs", attempt.took().toMillis());
        }
        json.writeStringProperty("outcome", attempt.outcome().label());
        error(json, "error", attempt.error());
        if (attempt.nextDelay() == null) {
            json.writeNullProperty("nextDelayMs");
        } else {
            json.writeNumberProperty("nextDelayMs", attempt.nextDelay().toMillis());
        }
        json.writeEndObject();
    }

    private static void error(JsonGenerator json, String name, @Nullable Fault error) {
        if (error == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("type", error.type());
        json.writeStringProperty("message", error.message());
        json.writeStringProperty("fingerprint", error.fingerprint());
        Json.time(json, "at", error.at());
        json.writeEndObject();
    }
}
