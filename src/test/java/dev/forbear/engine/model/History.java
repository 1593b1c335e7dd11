package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Appetite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Steps by chance, each done to the store and to the model. */
final class History implements AutoCloseable {

    /** What can happen, and how often of a thousand times. */
    enum Step {
        SUBMIT(228),
        CLAIM(230),
        END(220),
        BURST(30),
        TIME(160),
        CANCEL(30),
        RETRY(30),
        ZOMBIE(20),
        GIVE_BACK(12),
        PAUSE(8),
        EXPIRE(10),
        DELETE(8),
        JUMP(2),
        FLUSH(3),
        RESTART(2),
        DIE(4),
        DRAIN(3);

        final int share;

        Step(int share) {
            this.share = share;
        }
    }

    private final World world;
    private final ClaimSteps claims;
    private final AttemptSteps attempts;
    private final OtherSteps others;
    private final Map<Step, Integer> done = new EnumMap<>(Step.class);

    History(long seed, World.Founder founder) {
        world = new World(seed, founder);
        claims = new ClaimSteps(world);
        attempts = new AttemptSteps(world);
        others = new OtherSteps(world);
    }

    void run(int steps) {
        for (var i = 0; i < steps; i++) {
            world.home.next();
            var step = i == steps / 2 ? Step.DIE : next(); // once, however short the run
            make(step);
            done.merge(step, 1, Integer::sum);
            if (i % 250 == 0) {
                world.compareAll();
            }
        }
        drain();
        world.compareAll();
    }

    Map<Step, Integer> done() {
        return done;
    }

    String trail() {
        return world.trail();
    }

    private Step next() {
        var at = world.random.nextInt(1_000);
        for (var step : Step.values()) {
            at -= step.share;
            if (at < 0) {
                return step;
            }
        }
        throw new AssertionError("the shares are a thousand in all");
    }

    private void make(Step step) {
        switch (step) {
            case SUBMIT -> others.submit().run();
            case CLAIM -> claims.claim();
            case BURST -> burst();
            case TIME -> others.timePasses();
            case CANCEL -> others.cancel();
            case RETRY -> others.retry();
            case ZOMBIE -> attempts.endTooLate();
            case PAUSE -> others.pauseOrResume();
            case EXPIRE -> others.expire();
            case DELETE -> others.deleteEnded();
            case JUMP -> others.clockJumps();
            case FLUSH -> world.store().flush();
            case RESTART -> attempts.restart();
            case DIE -> die();
            case DRAIN -> drain();
            case END, GIVE_BACK -> ofTheLive(step);
        }
    }

    private void ofTheLive(Step step) {
        if (world.live.isEmpty()) {
            claims.claim();
        } else if (step == Step.END) {
            attempts.end().run();
        } else {
            attempts.giveBack();
        }
    }

    /** Many at once, in one commit or in few. */
    private void burst() {
        var answers = new ArrayList<Runnable>();
        for (var i = world.random.nextInt(20); i >= 0; i--) {
            var end = !world.live.isEmpty() && world.chance(3);
            answers.add(end ? attempts.end() : others.submit());
        }
        answers.forEach(Runnable::run);
        world.compareAll();
    }

    /** Sometimes over and over, until what is at work is suspected of it. */
    private void die() {
        attempts.die();
        while (world.chance(2)) {
            world.time.turn(Duration.ofMinutes(1));
            claims.claim(slots(10));
            attempts.die();
        }
    }

    private static List<Appetite> slots(int slots) {
        return Wishes.CONTROLLERS.stream().map(c -> ClaimSteps.appetite(c, slots, 0)).toList();
    }

    /** Whatever is due is claimed in the end if there are slots enough. */
    private void drain() {
        world.did("drain");
        world.resumeAll();
        do {
            attempts.endAll();
        } while (claims.claim(slots(100)));
        for (var name : Wishes.CONTROLLERS) {
            assertThat(world.model.due(name, world.now())).as("due and never claimed").isEmpty();
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
