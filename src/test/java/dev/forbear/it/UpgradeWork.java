package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** What one process is asked to do and another one goes on with. */
final class UpgradeWork {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern ATTEMPTS =
            Pattern.compile("(?m)^forbear_attempts_total\\{.*controller=\"demo\".*} (\\S+)$");
    private static final String CALL = "call?key=s-1&generation=1&attempt=1";

    private UpgradeWork() {}

    static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return JSON.readTree(answer.body());
    }

    private static void submit(
            ServiceProcess service, String controller, String key, String spec, int maxAttempts)
            throws IOException, InterruptedException {
        var body =
                """
                {"controller": "%s", "key": "%s", "spec": %s, "maxAttempts": %d}\
                """
                        .formatted(controller, key, spec, maxAttempts);
        var answer = service.post("/api/v1/tasks", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static String state(ServiceProcess service, String task)
            throws IOException, InterruptedException {
        return json(service.get("/api/v1/tasks/" + task)).path("state").asString();
    }

    static void awaitState(ServiceProcess service, String task, String state) {
        await().atMost(SOON).until(() -> state(service, task).equals(state));
    }

    /** Leaves two tasks that wait for minutes, and one that has failed. */
    static void leave(ServiceProcess service, String name)
            throws IOException, InterruptedException {
        var waits = "{\"failTimes\": 1, \"retryAfter\": \"15m\"}";
        submit(service, "demo", name + "-retried", waits, 2);
        submit(service, "demo", name + "-cancelled", waits, 2);
        submit(service, "demo", name + "-revived", "{\"failGenerations\": 1}", 1);
        awaitState(service, "demo/" + name + "-retried", "BACKING_OFF");
        awaitState(service, "demo/" + name + "-cancelled", "BACKING_OFF");
        awaitState(service, "demo/" + name + "-revived", "FAILED");
    }

    /**
     * Ends what was left.
     *
     * @param witness another one, that sees it, too
     */
    static void finish(ServiceProcess service, ServiceProcess witness, String name)
            throws IOException, InterruptedException {
        var tasks = "/api/v1/tasks/demo/" + name;
        assertThat(state(service, "demo/" + name + "-retried")).isEqualTo("BACKING_OFF");
        assertThat(state(service, "demo/" + name + "-revived")).isEqualTo("FAILED");
        json(service.post(tasks + "-retried/retry", ""));
        json(service.post(tasks + "-revived/retry", ""));
        json(service.delete(tasks + "-cancelled"));
        awaitState(witness, "demo/" + name + "-retried", "SUCCEEDED");
        awaitState(witness, "demo/" + name + "-revived", "SUCCEEDED");
        awaitState(witness, "demo/" + name + "-cancelled", "CANCELLED");
        var retried = json(service.get(tasks + "-retried"));
        assertThat(retried.path("attempts").asInt()).isEqualTo(2);
        assertThat(retried.path("history").size()).as(retried.toString()).isEqualTo(2);
    }

    /** Pauses the controller {@code http}, with a task that waits for it. */
    static void leavePaused(ServiceProcess service) throws IOException, InterruptedException {
        pause(service);
        var spec = "{\"target\": \"receiver\", \"path\": \"" + CALL + "\"}";
        submit(service, "http", "s-1", spec, 2);
    }

    static void pause(ServiceProcess service) throws IOException, InterruptedException {
        json(service.post("/api/v1/controllers/http/pause", "{\"reason\": \"an upgrade\"}"));
    }

    static void resume(ServiceProcess service) throws IOException, InterruptedException {
        json(service.post("/api/v1/controllers/http/resume", ""));
    }

    static void awaitPaused(ServiceProcess service, boolean paused) {
        await().atMost(SOON)
                .until(() ->
                        json(service.get("/api/v1/controllers/http")).path("paused").isObject()
                                == paused);
    }

    /** Waits until the process has run some more attempts. */
    static void awaitAttempts(ServiceProcess service) throws Exception {
        var before = attempts(service);
        await().atMost(SOON).until(() -> attempts(service) > before + 5);
    }

    private static double attempts(ServiceProcess service) throws Exception {
        return ATTEMPTS.matcher(service.get("/actuator/prometheus").body())
                .results()
                .mapToDouble(count -> Double.parseDouble(count.group(1)))
                .sum();
    }

    /** Nothing is at fault but the tasks that fail. */
    static void assertNoErrors(ServiceProcess... services) {
        for (var service : services) {
            assertThat(service.log().lines())
                    .filteredOn(line -> line.contains(" ERROR "))
                    .allMatch(line -> line.contains(" forbear.terminal "));
        }
    }
}
