package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;

/**
 * Writes our JSON, member by member, so that neither an application's Jackson settings nor a
 * renamed field can change it.
 */
final class Json {

    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** Writes one JSON value. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json);
    }

    static byte[] bytes(Body body) {
        var out = new ByteArrayOutputStream(512);
        write(out, body);
        return out.toByteArray();
    }

    static void write(OutputStream out, Body body) {
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            body.write(json);
        }
    }

    static void time(JsonGenerator json, String name, @Nullable Instant time) {
        if (time != null) {
            json.writeStringProperty(name, Times.text(time));
        }
    }

    /** Null where there is none. */
    static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }

    /** For the request that this thread answers. */
    static void problem(JsonGenerator json, Problem problem) {
        problem(json, problem, Base.here());
    }

    /**
     * @param base where our paths begin for who calls
     */
    static void problem(JsonGenerator json, Problem problem, String base) {
        json.writeStartObject();
        json.writeStringProperty("type", problem.type().uri(base));
        json.writeStringProperty("title", problem.type().title());
        json.writeNumberProperty("status", problem.type().status());
        json.writeStringProperty("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            json.writeArrayPropertyStart("errors");
            problem.errors().forEach(fault -> fault(json, fault));
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void fault(JsonGenerator json, Problem.Fault fault) {
        json.writeStartObject();
        json.writeStringProperty(fault.in().label(), fault.at());
        json.writeStringProperty("detail", fault.detail());
        json.writeEndObject();
    }
}
