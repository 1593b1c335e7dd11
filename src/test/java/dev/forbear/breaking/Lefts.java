package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Tasks as the API shows them. */
final class Lefts {

    private Lefts() {}

    /** A task that only lacks the time at which it was seen. */
    record Seen(String state, LongFunction<Fact.Left> made) {
        Fact.Left at(long now) {
            return made.apply(now);
        }
    }

    static Seen of(JsonNode task) {
        var history = new ArrayList<Fact.Past>();
        for (var past : task.path("history")) {
            history.add(
                    new Fact.Past(
                            past.path("generation").asLong(),
                            past.path("n").asInt(),
                            past.path("outcome").asString()));
        }
        var state = task.path("state").asString();
        return new Seen(
                state,
                now ->
                        new Fact.Left(
                                now,
                                task.path("key").asString(),
                                task.path("uid").asString(),
                                task.path("generation").asLong(),
                                state,
                                task.path("terminalReason").asString(""),
                                task.path("attempts").asInt(),
                                task.path("maxAttempts").asInt(),
                                history));
    }

    static Map<String, Long> counts(List<Seen> tasks) {
        return tasks.stream().collect(Collectors.groupingBy(Seen::state, Collectors.counting()));
    }
}
