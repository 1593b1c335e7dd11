package dev.forbear.breaking;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The service's REST API, as a caller with a key of all roles has it. */
final class Api implements AutoCloseable {

    /** The loopback address hears nobody else, and the run ends with its data. */
    private static final String KEY = "fbr_breaking";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newHttpClient();

    record Answer(int status, String text) {

        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    /** What a process must be started with to know the key. */
    static List<String> arguments() {
        return List.of(
                "--forbear.security.keys.breaking.sha256=" + sha256(),
                "--forbear.security.keys.breaking.roles=admin");
    }

    private static String sha256() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(KEY.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer post(URI service, String path, String type, String body)
            throws IOException, InterruptedException {
        return answer(
                request(service, path)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)));
    }

    Answer delete(URI service, String path) throws IOException, InterruptedException {
        return answer(request(service, path).DELETE());
    }

    /** What there is; fails on any answer but 200. */
    JsonNode get(URI service, String path) throws IOException, InterruptedException {
        var answer = answer(request(service, path).timeout(PATIENCE.multipliedBy(6)).GET());
        if (answer.status() != 200) {
            throw new IOException(path + " answered " + answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    boolean ready(URI service) {
        try {
            return answer(request(service, "/readyz").GET()).status() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many tasks are in each state, as the service tells. */
    Map<String, Long> counts(URI service) throws IOException, InterruptedException {
        var counts = new TreeMap<String, Long>();
        get(service, "/api/v1/controllers/http")
                .path("counts")
                .properties()
                .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
        return counts;
    }

    /** All tasks, page by page. */
    List<JsonNode> tasks(URI service) throws IOException, InterruptedException {
        var tasks = new ArrayList<JsonNode>();
        var first = "/api/v1/tasks?controller=http&limit=500";
        for (var page = get(service, first); ; ) {
            page.path("items").forEach(tasks::add);
            if (!page.path("nextCursor").isString()) {
                return tasks;
            }
            page = get(service, first + "&cursor=" + page.path("nextCursor").asString());
        }
    }

    private static HttpRequest.Builder request(URI service, String path) {
        return HttpRequest.newBuilder(URI.create(service + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + KEY);
    }

    private Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
