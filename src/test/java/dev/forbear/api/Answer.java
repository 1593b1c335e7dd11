package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** What came back for a call. */
record Answer(String method, String path, int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(HttpRequest request, HttpResponse<String> response) {
        return new Answer(
                request.method(),
                request.uri().getRawPath(),
                response.statusCode(),
                response.headers(),
                response.body());
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    String text(String pointer) {
        return json().at(pointer).asString();
    }

    List<JsonNode> lines() {
        return body.lines().map(JSON::readTree).toList();
    }

    Answer hasStatus(int expected) {
        assertThat(status).as("%s %s: %s", method, path, body).isEqualTo(expected);
        return this;
    }

    /** A problem of the type, with the status that the type has. */
    Answer isProblem(ProblemType type) {
        hasStatus(type.status());
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(text("/type")).as(body).isEqualTo("/problems/" + type.slug());
        assertThat(json().at("/status").asInt()).isEqualTo(type.status());
        return this;
    }

    /** Where the errors point to, in order. */
    List<String> pointers() {
        return json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()).toList();
    }

    /** What is said of the place. */
    String detailAt(String pointer) {
        return json().at("/errors")
                .valueStream()
                .filter(e -> e.at("/pointer").asString().equals(pointer))
                .map(e -> e.at("/detail").asString())
                .findFirst()
                .orElse("no error at " + pointer + " in " + body);
    }
}
