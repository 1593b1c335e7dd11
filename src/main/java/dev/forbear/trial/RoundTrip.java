package dev.forbear.trial;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Tries an installed service out. With {@code --demo} the whole way of a task: submitted, failed,
 * backing off, failed for good, retried, succeeded; without it what any service answers.
 */
public final class RoundTrip {

    /** Of 40 s each. */
    private static final int MOST_WAITS = 5;

    private final Caller caller;
    private final PrintStream out;

    private RoundTrip(Caller caller, PrintStream out) {
        this.caller = caller;
        this.out = out;
    }

    /**
     * {@code --url=http://host:port --key-file=/path [--demo]}; ends with 1 if anything is wrong.
     */
    public static void main(String... arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    static int run(List<String> arguments, PrintStream out) {
        try (var caller = new Caller(value("--url", arguments), key(arguments), out)) {
            var trip = new RoundTrip(caller, out);
            trip.knock();
            if (arguments.contains("--demo")) {
                trip.go();
            }
            out.println(
                    arguments.contains("--demo")
                            ? "OK: the whole round trip of a task"
                            : "OK: health, a key and the refusal of a bad task; the round trip"
                                    + " needs the controller demo (demo.enabled)");
            return 0;
        } catch (WrongAnswerException e) {
            out.println("FAILED: " + e.getMessage());
            return 1;
        }
    }

    private static String value(String name, List<String> arguments) {
        return arguments.stream()
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new WrongAnswerException(name + "= is missing"));
    }

    private static String key(List<String> arguments) {
        var file = Path.of(value("--key-file", arguments));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new WrongAnswerException(file + " cannot be read: " + e);
        }
    }

    /** Health is for everybody, the rest for keys, and a bad task is refused and not stored. */
    private void knock() {
        caller.getAsNobody("/livez", 200);
        caller.getAsNobody("/readyz", 200);
        caller.getAsNobody("/api/v1/controllers", 401);
        caller.get("/api/v1/controllers", 200);
        var problem = caller.post("/api/v1/tasks", "{\"controller\":\"-\",\"key\":\"a/b\"}", 422);
        expect("a problem that points to /key", problem.toString().contains("\"/key\""), problem);
    }

    private void go() {
        var key = "helm-test-" + UUID.randomUUID();
        var path = "/api/v1/tasks/demo/" + key;
        caller.post(
                "/api/v1/tasks",
                """
                {"controller": "demo", "key": "%s", "maxAttempts": 2,
                 "spec": {"failGenerations": 1, "error": "helm test"}}\
                """
                        .formatted(key),
                202);
        var failed = ended(path);
        expect("state FAILED", failed.path("state").asString("").equals("FAILED"), failed);
        expect(
                "terminalReason ATTEMPTS_EXHAUSTED",
                failed.path("terminalReason").asString("").equals("ATTEMPTS_EXHAUSTED"),
                failed);
        var first = failed.path("history").path(0);
        expect("a delay after attempt 1", first.path("nextDelayMs").asLong(0) > 0, failed);
        out.println("     failed, waited " + first.path("nextDelayMs") + " ms, failed for good");
        caller.post(path + "/retry", "", 202);
        var succeeded = ended(path);
        expect(
                "state SUCCEEDED",
                succeeded.path("state").asString("").equals("SUCCEEDED"),
                succeeded);
    }

    private JsonNode ended(String path) {
        JsonNode task = caller.get(path + "?wait=40s&until=ended", 200);
        for (var waits = 1; waits < MOST_WAITS && !hasEnded(task); waits++) {
            task = caller.get(path + "?wait=40s&until=ended", 200);
        }
        return task;
    }

    private static boolean hasEnded(JsonNode task) {
        return List.of("SUCCEEDED", "FAILED", "CANCELLED")
                .contains(task.path("state").asString(""));
    }

    private static void expect(String what, boolean there, JsonNode answer) {
        if (!there) {
            throw new WrongAnswerException("expected " + what + ", got " + answer);
        }
    }
}
