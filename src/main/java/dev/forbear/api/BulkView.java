package dev.forbear.api;

import dev.forbear.api.BulkIntake.Result;

import tools.jackson.core.JsonGenerator;

/** The answer to a line of a bulk submission, with the end of its own line. */
final class BulkView {

    private BulkView() {}

    static void write(JsonGenerator json, long number, Result result) {
        json.writeStartObject();
        json.writeNumberProperty("line", number);
        switch (result) {
            case Result.Taken(var key, var effect) -> {
                json.writeNumberProperty("status", 202);
                json.writeStringProperty("effect", TaskView.label(effect));
                json.writeStringProperty("key", key);
            }
            case Result.Refused(var problem) -> {
                json.writeNumberProperty("status", problem.type().status());
                json.writeName("problem");
                Json.problem(json, problem);
            }
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
