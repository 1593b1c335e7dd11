package dev.forbear.engine;

import dev.forbear.engine.Controller.Retention;
import dev.forbear.task.Task;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Rescues and ends what nobody runs, deletes what is old, and mends what a jump of the clock left
 * behind. One thread makes passes.
 */
final class Housekeeper {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What another process may let a task of its controllers wait. */
    private static final Duration UNKNOWN_POLICY = Duration.ofDays(3_653);

    private static final int BATCH = 1_000;

    /** So many batches at once, lest the work of others wait. */
    private static final int MOST_BATCHES = 20;

    private final TaskStore store;
    private final Controllers controllers;
    private final Keeping keeping;
    private final Rescuer rescuer;
    private final Surroundings around;
    private final Jumps jumps;
    private final Every beats;
    private final Every deadlines = new Every(Duration.ofSeconds(5));
    private final Every retention = new Every(Duration.ofSeconds(10));
    private final Every minutely = new Every(MINUTE);
    private boolean moreToDelete;
    private boolean toMend;
    private boolean toBeat;

    /**
     * @param elsewhere how long ended tasks of a controller that is not here are kept
     * @param abandonAfter how long a task waits for a controller that no live node has
     */
    record Keeping(Retention elsewhere, Duration abandonAfter) {}

    Housekeeper(
            TaskStore store,
            Controllers controllers,
            Keeping keeping,
            Rescuer rescuer,
            Surroundings around) {
        this.store = store;
        this.controllers = controllers;
        this.keeping = keeping;
        this.rescuer = rescuer;
        this.around = around;
        this.jumps = around.jumps();
        this.beats = new Every(store.lease().map(l -> l.dividedBy(2)).orElse(MINUTE));
    }

    /** Does what has come round; returns how long nothing will. */
    Duration pass() {
        rescuer.pass(); // first: a fault in what follows must not leave tasks of the dead behind
        mendJump();
        store.flush();
        var now = around.ticker().nanos();
        if (deadlines.comesRound(now)) {
            end(store::expire);
        }
        toBeat |= beats.comesRound(now);
        if (toBeat) {
            controllers.seen(
                    store.heartbeat(controllers.here().stream().map(Controller::name).toList()));
            toBeat = false; // not before it is done: until then our own controllers may seem gone
        }
        if (minutely.comesRound(now)) {
            end(limit -> store.abandon(keeping.abandonAfter(), limit));
        }
        if (moreToDelete || retention.comesRound(now)) {
            moreToDelete = deleteEnded();
        }
        return PAUSE;
    }

    private void end(IntFunction<List<Task>> some) {
        for (var i = 0; i < MOST_BATCHES; i++) {
            var ended = some.apply(BATCH);
            ended.forEach(task -> around.events().on(new TaskEvent.Expired(task)));
            if (ended.size() < BATCH) {
                return;
            }
        }
    }

    /** Returns whether there is more to delete than may be deleted at once. */
    private boolean deleteEnded() {
        var more = deleteAnswered();
        for (var name : controllers.known(store.tallies())) {
            var kept =
                    controllers
                            .find(name)
                            .map(controller -> controller.settings().retention())
                            .orElse(keeping.elsewhere());
            var deleted = BATCH;
            for (var i = 0; i < MOST_BATCHES && deleted == BATCH; i++) {
                deleted = store.deleteEnded(name, kept.succeeded(), kept.failed());
            }
            more |= deleted == BATCH;
        }
        return more;
    }

    private boolean deleteAnswered() {
        var deleted = BATCH;
        for (var i = 0; i < MOST_BATCHES && deleted == BATCH; i++) {
            deleted = store.deleteAnswered();
        }
        return deleted == BATCH;
    }

    /** A clock set back leaves in the future what is to run again, or at once. */
    private void mendJump() {
        if (jumps.any()) {
            toMend = true;
            beats.atOnce(); // from it the next process tells that the clock was set back since
        }
        if (toMend) {
            for (var name : controllers.known(store.tallies())) {
                var longest = controllers.find(name).map(Housekeeper::longestDelay);
                store.pullIn(name, longest.orElse(UNKNOWN_POLICY));
            }
            toMend = false; // not before it is mended
        }
    }

    private static Duration longestDelay(Controller controller) {
        var policy = controller.policy();
        var hinted = policy.maxRetryAfter();
        return hinted.compareTo(policy.maxDelay()) > 0 ? hinted : policy.maxDelay();
    }
}
