package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.engine.model.ScriptedController.Attempted;
import dev.forbear.engine.model.World.Live;
import dev.forbear.task.Kind;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The ends of attempts: as the controller has it, too late, not at all, or with the process. */
final class AttemptSteps {

    private final World world;
    private final ScriptedController controller = new ScriptedController();

    AttemptSteps(World world) {
        this.world = world;
    }

    /** Returns the check of the store's answer, which comes when the outcome is durable. */
    Runnable end() {
        return end(world.takeOne());
    }

    private Runnable end(Live run) {
        return end(run, controller.attempted(run.claim(), run.limit(), world.random));
    }

    private Runnable end(Live run, Attempted attempted) {
        var task = world.model.task(run.id());
        var counts = task.kind == Kind.RUNNING;
        var took = world.wishes.millis(200);
        task.attempted(attempted.ending(), took, world.now());
        world.did(attempted.what() + " " + run.id() + (counts ? "" : ", too late"));
        world.bury(run.claim());
        var next = QueueModel.left(task, world.now());
        var settled = settle(run, attempted.verdict(), took);
        return () -> {
            var answer = settled.join();
            assertThat(answer.isPresent()).as("%s counts", run.id()).isEqualTo(counts);
            answer.ifPresent(a -> assertThat(a.nextIn()).as("%s next", run.id()).isEqualTo(next));
        };
    }

    private CompletableFuture<Optional<Settled>> settle(Live run, Verdict verdict, Duration took) {
        return world.store()
                .settle(new Settlement(run.claim(), verdict, ModelTask.MIN_INTERVAL, took));
    }

    /** A thread that nobody waits for any more, or an outcome that is written twice. */
    void endTooLate() {
        if (world.zombies.isEmpty()) {
            return;
        }
        var claim = world.zombies.get(world.random.nextInt(world.zombies.size()));
        world.did("zombie of " + claim.task().id());
        var late = new Live(claim, ScriptedController.LIMIT);
        var verdict = controller.attempted(claim, late.limit(), world.random).verdict();
        assertThat(settle(late, verdict, Duration.ZERO).join())
                .as("a zombie of %s", late.id())
                .isEmpty();
        world.compare(late.id());
    }

    void giveBack() {
        Collections.shuffle(world.live, world.random);
        var some = world.live.subList(0, 1 + world.random.nextInt(world.live.size()));
        var claims = some.stream().map(Live::claim).toList();
        some.clear();
        for (var claim : claims) {
            world.did("gave back " + claim.task().id());
            world.model.task(claim.task().id()).givenBack(world.now());
            world.bury(claim);
        }
        world.store().giveBack(claims);
        claims.forEach(claim -> world.compare(claim.task().id()));
    }

    void endAll() {
        while (!world.live.isEmpty()) {
            end().run();
        }
    }

    /** The process is killed; the next one takes over, unless it is killed on the way. */
    void die() {
        world.did("died with " + world.live.stream().map(Live::id).toList());
        world.home.die();
        takeOver();
    }

    /** Closed in good order with attempts at work: they outlived the grace. */
    void restart() {
        world.did("restarted with " + world.live.stream().map(Live::id).toList());
        world.home.restart();
        takeOver();
    }

    private void takeOver() {
        world.store().lease().ifPresent(world.time::turn);
        world.compareAll();
        var before = List.copyOf(world.live);
        world.live.clear();
        for (var run : before) {
            world.bury(run.claim());
            var task = world.model.task(run.id());
            if (task.kind != Kind.RUNNING) {
                task.letGo(world.now());
            }
        }
        var taken = new ArrayList<Live>();
        for (var rescued : world.store().rescue()) {
            var claim = rescued.claim();
            assertThat(rescued.died()).isTrue();
            taken.add(new Live(claim, limit(before, claim.task().id().toString())));
        }
        assertThat(taken.stream().map(run -> run.id().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        before.stream()
                                .filter(run -> world.model.task(run.id()).kind == Kind.RUNNING)
                                .map(run -> run.id().toString())
                                .toList());
        if (world.chance(4) && !taken.isEmpty()) {
            world.live.addAll(taken);
            die();
            return;
        }
        taken.forEach(run -> end(run, controller.died(run.claim(), run.limit())).run());
    }

    private static int limit(List<Live> before, String id) {
        return before.stream()
                .filter(run -> run.id().toString().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " was not running"))
                .limit();
    }
}
