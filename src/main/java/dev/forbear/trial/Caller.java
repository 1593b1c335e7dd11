package dev.forbear.trial;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests, and prints each with its answer's status. */
final class Caller implements AutoCloseable {

    /** Longer than the longest wait that is asked for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final JsonMapper json = new JsonMapper();
    private final String url;
    private final String key;
    private final PrintStream out;

    /**
     * @param url where the service is, without a path
     */
    Caller(String url, String key, PrintStream out) {
        this.url = url;
        this.key = key;
        this.out = out;
    }

    /**
     * Without a key.
     *
     * @throws WrongAnswerException if another status comes, or none
     */
    JsonNode getAsNobody(String path, int status) {
        return answer(request(path).GET().build(), status);
    }

    /** As {@link #getAsNobody}, with the key. */
    JsonNode get(String path, int status) {
        return answer(withKey(path).GET().build(), status);
    }

    /** As {@link #getAsNobody}, with the key. */
    JsonNode post(String path, String body, int status) {
        var request =
                withKey(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        return answer(request.build(), status);
    }

    private HttpRequest.Builder withKey(String path) {
        return request(path).header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private JsonNode answer(HttpRequest request, int status) {
        var what = request.method() + " " + request.uri();
        try {
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new WrongAnswerException(
                        what
                                + " was answered "
                                + response.statusCode()
                                + ", expected "
                                + status
                                + ": "
                                + response.body());
            }
            out.println(status + "  " + what);
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new WrongAnswerException(what + " was not answered: " + e);
        } catch (JacksonException e) {
            throw new WrongAnswerException(what + " was not answered in JSON: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WrongAnswerException(what + " was interrupted");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
