package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A map of all keys as they must be, and its comparison with what a store says. */
final class QueueModel {

    private final Map<TaskId, ModelTask> tasks =
            new TreeMap<>(Comparator.comparing(TaskId::toString));

    Map<TaskId, ModelTask> tasks() {
        return tasks;
    }

    ModelTask task(TaskId id) {
        var task = tasks.get(id);
        if (task == null) {
            throw new AssertionError(id + " is not there");
        }
        return task;
    }

    /** The tasks of the controllers that may be claimed now, oldest first. */
    List<ModelTask> due(String controller, Instant now) {
        return of(List.of(controller)).stream()
                .filter(task -> task.isDue(now))
                .sorted(Comparator.comparing(task -> task.due))
                .toList();
    }

    private List<ModelTask> of(Collection<String> controllers) {
        var some = new ArrayList<ModelTask>();
        tasks.forEach((id, task) -> {
            if (controllers.contains(id.controller())) {
                some.add(task);
            }
        });
        return some;
    }

    /** How long until the first of them is due; null if none waits for its time. */
    Duration nextDue(Collection<String> controllers, Instant now) {
        return of(controllers).stream()
                .filter(ModelTask::claimable)
                .map(task -> left(task, now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    static Duration left(ModelTask task, Instant now) {
        if (!task.claimable()) {
            return null;
        }
        return task.due.isAfter(now) ? Duration.between(now, task.due) : Duration.ZERO;
    }

    /** Deletes what the retention no longer keeps; returns how many. */
    int deleted(String controller, Duration succeeded, Duration others, Instant now) {
        var before = tasks.size();
        tasks.entrySet()
                .removeIf(entry -> {
                    var task = entry.getValue();
                    var kept = task.kind == Kind.SUCCEEDED ? succeeded : others;
                    return entry.getKey().controller().equals(controller)
                            && task.ended()
                            && !task.held
                            && !task.coolsDown(now)
                            && task.endedAt.isBefore(now.minus(kept));
                });
        return before - tasks.size();
    }

    void compareAll(TaskStore store) {
        tasks.keySet().forEach(id -> compare(store, id));
        var query = new Query(null, null, null, null, null, null, 1_000, null);
        var rows = store.list(query).items();
        assertThat(rows).as("rows").hasSameSizeAs(tasks.keySet());
        var recount = new TreeMap<String, Map<Kind, Long>>();
        rows.forEach(row -> count(recount, row.task()));
        var tallies = store.tallies();
        for (var controller : Wishes.CONTROLLERS) {
            for (var kind : Kind.values()) {
                var counted = recount.getOrDefault(controller, Map.of()).getOrDefault(kind, 0L);
                var tally = tallies.get(controller);
                assertThat(tally == null ? 0 : tally.of(kind))
                        .as("tally of %s in %s", controller, kind)
                        .isEqualTo(counted);
            }
        }
    }

    private static void count(Map<String, Map<Kind, Long>> counts, Task task) {
        counts.computeIfAbsent(task.id().controller(), _ -> new EnumMap<>(Kind.class))
                .merge(task.state().kind(), 1L, Long::sum);
    }

    void compare(TaskStore store, TaskId id) {
        var found = store.find(id).map(TaskStore.Stored::task).orElse(null);
        var expected = tasks.get(id);
        if (expected == null) {
            assertThat(found).as("%s, deleted", id).isNull();
            return;
        }
        assertThat(found).as("%s, acknowledged", id).isNotNull();
        assertThat(seen(found)).as(id.toString()).isEqualTo(seen(expected));
    }

    /** What both sides say of a task. */
    private record Seen(
            Kind kind,
            TerminalReason reason,
            Instant due,
            boolean held,
            long generation,
            int attempts,
            int deaths,
            String spec,
            String lane,
            Integer ownLimit,
            Instant deadline) {}

    private static Seen seen(ModelTask task) {
        return new Seen(
                task.kind,
                task.reason,
                task.kind == Kind.RUNNING ? task.again : task.due,
                task.held,
                task.generation,
                task.attempts,
                task.deaths,
                task.spec,
                task.lane,
                task.ownLimit,
                task.deadline);
    }

    private static Seen seen(Task task) {
        var terms = task.terms();
        return new Seen(
                task.state().kind(),
                task.state() instanceof State.Failed(var reason) ? reason : null,
                task.state() instanceof State.Running(var again) ? again : task.state().dueAt(),
                held(task.state()),
                task.progress().generation(),
                task.progress().attempts(),
                task.progress().crashes(),
                terms.spec().json(),
                terms.lane(),
                terms.maxAttempts(),
                terms.deadline() == null ? null : terms.deadline().at());
    }

    private static boolean held(State state) {
        return switch (state) {
            case State.Running _ -> true;
            case State.Queued(_, var leased) -> leased;
            case State.Cancelled(var leased) -> leased;
            case State.BackingOff _, State.Succeeded _, State.Failed _ -> false;
        };
    }
}
