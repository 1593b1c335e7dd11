package dev.forbear.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * Calls the service as a client would, or the proxy before it.
 *
 * @param headers of each call
 */
record Calls(HttpClient client, Map<String, String> headers) {

    /** What is sent besides the head; its type goes with it. */
    record Body(String type, String text) {

        static final Body NONE = new Body("", "");

        static Body json(String text) {
            return new Body("application/json", text);
        }
    }

    Calls(HttpClient client) {
        this(client, Map.of());
    }

    HttpResponse<String> get(String url, String key) throws IOException, InterruptedException {
        return send("GET", url, key, Body.NONE);
    }

    /** With no key if it is null. */
    HttpResponse<String> send(String method, String url, String key, Body body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body.type().isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", body.type());
            request.method(method, BodyPublishers.ofString(body.text()));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Submits a task that is not due for long. */
    HttpResponse<String> submit(Door service, String key) throws IOException, InterruptedException {
        var task = "{\"controller\":\"demo\",\"key\":\"%s\",\"delay\":\"1d\"}".formatted(key);
        var url = service.url() + "/api/v1/tasks";
        return send("POST", url, TestService.KEYS.get("submitter"), Body.json(task));
    }
}
