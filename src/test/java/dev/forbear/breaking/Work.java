package dev.forbear.breaking;

import tools.jackson.databind.json.JsonMapper;

import java.util.random.RandomGenerator;

/**
 * What a call is to come to; travels in the task's spec.
 *
 * @param number tells specs apart
 * @param millis how long the receiver takes
 * @param fails how many attempts are answered with 503 first
 * @param then what the others are answered with
 */
record Work(long number, int millis, int fails, int then) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param longest how long, in milliseconds, two calls in a hundred take
     */
    static Work drawn(long number, int longest, RandomGenerator random) {
        var kind = random.nextInt(100);
        var fails = kind < 60 ? 0 : kind < 80 ? random.nextInt(1, 3) : kind < 92 ? 1_000 : 0;
        return new Work(number, millis(longest, random), fails, kind < 92 ? 200 : 400);
    }

    private static int millis(int longest, RandomGenerator random) {
        var kind = random.nextInt(100);
        if (kind < 2) {
            return longest;
        }
        return random.nextInt(kind < 62 ? 20 : kind < 87 ? 400 : 3_000);
    }

    int status(int attempt) {
        return attempt <= fails ? 503 : then;
    }

    static Work parsed(String json) {
        return JSON.readValue(json, Work.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }
}
