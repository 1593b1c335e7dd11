package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A caller: submits, cancels and retries without end, and records what it is answered. */
final class Submitter implements Runnable {

    private static final int HOT = 40;
    private static final int BULK = 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final Api api;
    private final Records records;
    private final Supplier<URI> service;
    private final int longest;
    private final int me;
    private final Random random;
    private final List<String> keys = new ArrayList<>();
    private final Work[] hot = new Work[HOT];
    private long number;
    private volatile boolean stopped;

    /**
     * @param service whom to ask next
     * @param longest how long the longest calls take, in milliseconds
     * @param me tells submitters apart: each has keys and specs of its own
     */
    Submitter(Api api, Records records, Supplier<URI> service, int longest, Identity me) {
        this.api = api;
        this.records = records;
        this.service = service;
        this.longest = longest;
        this.me = me.number();
        this.random = new Random(me.seed());
    }

    record Identity(int number, long seed) {}

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            act();
            Pause.of(Duration.ofMillis(random.nextInt(120)));
        }
    }

    private void act() {
        var what = random.nextInt(100);
        if (what < 4) {
            submitMany();
        } else if (what < 50) {
            submit(key(), drawn(), random.nextInt(10) == 0 ? random.nextInt(3_000) : 0);
        } else if (what < 90 || keys.isEmpty()) {
            var i = random.nextInt(HOT);
            hot[i] = hot[i] == null || random.nextInt(3) > 0 ? drawn() : hot[i];
            submit("hot-" + me + "-" + i, hot[i], 0);
        } else if (what < 95) {
            operate("cancel", any());
        } else {
            operate("retry", any());
        }
    }

    private String key() {
        return "k-" + me + "-" + ++number;
    }

    /** One that was acknowledged of late. */
    private String any() {
        var back = Math.min(keys.size(), 30);
        return keys.get(keys.size() - 1 - random.nextInt(back));
    }

    private Work drawn() {
        return Work.drawn(me * 1_000_000_000L + ++number, longest, random);
    }

    /** As one key is always submitted with one limit, the spec alone tells what is the same. */
    private static String body(String key, Work work, int delay) {
        return """
        {"controller":"http","key":"%s","maxAttempts":%d,%s"spec":{"target":"receiver","body":%s}}\
        """
                .formatted(
                        key,
                        3 + Math.floorMod(key.hashCode(), 4),
                        delay == 0 ? "" : "\"delay\":\"" + delay + "ms\",",
                        work.json());
    }

    private void submit(String key, Work work, int delay) {
        var body = body(key, work, delay);
        var answer =
                asked("submit", key, to -> api.post(to, "/api/v1/tasks", "application/json", body));
        if (answer.status() == 202) {
            var task = answer.json();
            keys.add(key);
            records.add(now ->
                    new Fact.Accepted(
                            now,
                            answer.sentAt(),
                            key,
                            task.path("uid").asString(),
                            task.path("generation").asLong(),
                            task.path("effect").asString(),
                            work.number()));
        }
    }

    private void submitMany() {
        var works = new ArrayList<Work>();
        var some = new ArrayList<String>();
        var body = new StringBuilder();
        for (var i = 0; i < BULK; i++) {
            works.add(drawn());
            some.add(key());
            body.append(body(some.getLast(), works.getLast(), 0)).append('\n');
        }
        var answer =
                asked(
                        "submit",
                        some.getFirst(),
                        to ->
                                api.post(
                                        to,
                                        "/api/v1/tasks/bulk",
                                        "application/x-ndjson",
                                        body.toString()));
        if (answer.status() == 200) {
            answer.text().lines().forEach(line -> line(line, answer.sentAt(), some, works));
        }
    }

    private void line(String text, long sentAt, List<String> some, List<Work> works) {
        var line = JSON.readTree(text);
        var i = line.path("line").asInt() - 1;
        var status = line.path("status").asInt();
        if (status == 202) {
            keys.add(some.get(i));
            var effect = line.path("effect").asString();
            records.add(now ->
                    new Fact.Accepted(
                            now, sentAt, some.get(i), "", 1, effect, works.get(i).number()));
        } else {
            told("submit", some.get(i), sentAt, status);
        }
    }

    private void operate(String action, String key) {
        var path = "/api/v1/tasks/http/" + key;
        var answer =
                asked(
                        action,
                        key,
                        to ->
                                action.equals("cancel")
                                        ? api.delete(to, path)
                                        : api.post(to, path + "/retry", "application/json", ""));
        if (answer.status() / 100 == 2) {
            var generation = answer.json().path("generation").asLong();
            records.add(now -> new Fact.Operated(now, answer.sentAt(), action, key, generation));
        }
    }

    private interface Question {
        Api.Answer to(URI service) throws IOException, InterruptedException;
    }

    /**
     * @param status 0 if there was none
     */
    private record Answered(long sentAt, int status, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    private Answered asked(String action, String key, Question question) {
        var sentAt = records.now();
        try {
            var answer = question.to(service.get());
            if (answer.status() / 100 != 2) {
                told(action, key, sentAt, answer.status());
            }
            return new Answered(sentAt, answer.status(), answer.text());
        } catch (ConnectException e) {
            records.add(now -> new Fact.Refused(now, action, key, 0));
        } catch (IOException e) {
            records.add(now -> new Fact.Unclear(now, sentAt, action, key, e.toString()));
        } catch (InterruptedException e) {
            stop();
        }
        return new Answered(sentAt, 0, "");
    }

    private void told(String action, String key, long sentAt, int status) {
        records.add(now ->
                status == 503
                        ? new Fact.Unclear(now, sentAt, action, key, "503")
                        : new Fact.Refused(now, action, key, status));
    }
}
