package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A task is SUCCEEDED, FAILED or CANCELLED since something happened that ends it so. */
final class EndsHaveCauses implements Check {

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        for (var task : story.left().values()) {
            if (!caused(story, task)) {
                found.add("nothing was seen that would end it so: " + task);
            }
        }
        return found;
    }

    private static boolean caused(Story story, Fact.Left task) {
        return switch (task.state()) {
            case "SUCCEEDED" -> answered(story, task, Call::succeeded);
            case "CANCELLED" -> story.operated("cancel", task.key(), 0, Long.MAX_VALUE);
            case "FAILED" -> failed(story, task);
            default -> true;
        };
    }

    private static boolean failed(Story story, Fact.Left task) {
        return switch (task.reason()) {
            case "NOT_RETRYABLE" -> answered(story, task, call -> call.status() == 400);
            case "ATTEMPTS_EXHAUSTED" -> task.attempts() == task.maxAttempts();
            case "CRASHED" -> crashes(task) >= 3;
            default -> false; // no task of the load can end otherwise
        };
    }

    private static boolean answered(Story story, Fact.Left task, Predicate<Call> so) {
        return story.calls().getOrDefault(task.key(), List.of()).stream()
                .anyMatch(call -> call.generation() == task.generation() && so.test(call));
    }

    private static long crashes(Fact.Left task) {
        return task.history().stream().filter(past -> past.outcome().equals("crashed")).count();
    }
}
