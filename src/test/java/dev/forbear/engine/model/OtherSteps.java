package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Change;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.model.World.Live;
import dev.forbear.task.Effect;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Wish;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** What callers, operators, housekeeping and the clock do. */
final class OtherSteps {

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Pace PACE = new Pace(ModelTask.MIN_INTERVAL, null);

    private final World world;

    OtherSteps(World world) {
        this.world = world;
    }

    /** Returns the check of the store's answer, which comes when the submission is durable. */
    Runnable submit() {
        var wish = world.wishes.wish(world.now());
        var effect = submitted(wish);
        var task = world.model.task(wish.id());
        var dueIn = QueueModel.left(task, world.now());
        var generation = task.generation;
        world.did(effect + " " + wish);
        var answer = world.store().submit(wish, PACE);
        return () -> {
            var accepted = (Admission.Accepted) answer.join();
            assertThat(accepted.submitted().effect()).as(wish.toString()).isEqualTo(effect);
            assertThat(accepted.dueIn()).as("%s is due", wish).isEqualTo(dueIn);
            assertThat(accepted.submitted().task().progress().generation()).isEqualTo(generation);
        };
    }

    private Effect submitted(Wish wish) {
        var there = world.model.tasks().get(wish.id());
        if (there != null) {
            return there.submitted(wish, world.now());
        }
        world.model.tasks().put(wish.id(), new ModelTask(wish, world.now()));
        return Effect.CREATED;
    }

    void cancel() {
        operate("cancel", task -> task.cancelled(world.now()));
    }

    void retry() {
        operate("retry", task -> task.retried(world.now()));
    }

    private void operate(String action, Predicate<ModelTask> move) {
        var id = world.wishes.id();
        var there = world.model.tasks().get(id);
        var expected =
                there == null
                        ? Change.NoSuchTask.class
                        : move.test(there) ? Change.Changed.class : Change.Refused.class;
        world.did(action + " " + id + ": " + expected.getSimpleName());
        var store = world.store();
        var change = action.equals("cancel") ? store.cancel(id) : store.retry(id);
        assertThat(change).as("%s %s", action, id).isInstanceOf(expected);
        world.compare(id);
    }

    void pauseOrResume() {
        var name = world.wishes.oneOf(Wishes.CONTROLLERS);
        if (world.paused.remove(name)) {
            assertThat(world.store().resume(name)).isTrue();
        } else {
            world.paused.add(name);
            world.store().pause(name, "ann", null);
        }
        world.did("paused: " + world.paused);
        world.spread();
        assertThat(world.store().pauses().keySet()).isEqualTo(world.paused);
    }

    void timePasses() {
        var most = world.chance(40) ? 3_600_000 : world.chance(4) ? 60_000 : 1_500;
        world.time.turn(world.wishes.millis(most));
    }

    /**
     * Somebody corrects the clock; the engine has renewed its leases, and pulled in what that left
     * waiting too long.
     */
    void clockJumps() {
        var hour = Duration.ofHours(1);
        world.time.jump(world.random.nextBoolean() ? hour : hour.negated());
        world.did("clock jumped");
        world.home.renew(world.live.stream().map(Live::claim).toList());
        for (var name : Wishes.CONTROLLERS) {
            pullIn(name);
        }
    }

    private void pullIn(String controller) {
        var ahead = new HashSet<TaskId>();
        world.model
                .tasks()
                .forEach((id, task) -> {
                    if (id.controller().equals(controller) && task.isAhead(world.now())) {
                        ahead.add(id);
                    }
                });
        assertThat(world.store().pullIn(controller, LONGEST)).isEqualTo(ahead.size());
        for (var id : ahead) {
            world.model.task(id).pulledIn(LONGEST, world.now());
            world.compare(id);
        }
    }

    /** Waiting tasks end at their deadline, and no others do. */
    void expire() {
        var late = new HashSet<TaskId>();
        world.model
                .tasks()
                .forEach((id, task) -> {
                    if (task.claimable() && task.missedDeadline(world.now())) {
                        late.add(id);
                    }
                });
        var ended = world.store().expire(1_000);
        world.did("expired " + late);
        assertThat(ids(ended)).isEqualTo(late);
        for (var id : late) {
            world.model.task(id).expired(TerminalReason.DEADLINE_EXCEEDED, world.now());
            world.compare(id);
        }
        assertThat(ended)
                .extracting(Task::state)
                .allMatch(new State.Failed(TerminalReason.DEADLINE_EXCEEDED)::equals);
    }

    private static Set<TaskId> ids(Iterable<Task> tasks) {
        var ids = new HashSet<TaskId>();
        tasks.forEach(task -> ids.add(task.id()));
        return ids;
    }

    void deleteEnded() {
        var name = world.wishes.oneOf(Wishes.CONTROLLERS);
        var succeeded = world.wishes.millis(600_000);
        var others = world.wishes.millis(world.chance(2) ? 500 : 1_200_000);
        var most = world.model.deleted(name, succeeded, others, world.now());
        world.did("deleted " + most + " of " + name);
        assertThat(world.store().deleteEnded(name, succeeded, others)).isEqualTo(most);
    }
}
