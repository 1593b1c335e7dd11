package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore;
import dev.forbear.task.TaskId;
import dev.forbear.testkit.VirtualTime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A store, the model of it, and what an engine holds in memory: the claims at work. */
final class World implements AutoCloseable {

    private static final int REMEMBERED = 40;

    final Random random;
    final Wishes wishes;
    final VirtualTime time = new VirtualTime();
    final Home home;
    final QueueModel model = new QueueModel();

    /** Claims whose thread is at work, also on a task that was cancelled. */
    final List<Live> live = new ArrayList<>();

    /** Claims that were ended, given back or lost with their process. */
    final List<Claim> zombies = new ArrayList<>();

    final Set<String> paused = new TreeSet<>();
    private final Deque<String> trail = new ArrayDeque<>();

    /**
     * @param limit attempts that the task may make, as it was when it was claimed
     */
    record Live(Claim claim, int limit) {
        TaskId id() {
            return claim.task().id();
        }
    }

    /** Makes the store's home. */
    interface Founder {
        Home found(VirtualTime time, Random random);
    }

    World(long seed, Founder founder) {
        random = new Random(seed);
        wishes = new Wishes(random);
        home = founder.found(time, random);
    }

    TaskStore store() {
        return home.store();
    }

    Instant now() {
        return time.instant();
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /** Takes one of the claims at work out. */
    Live takeOne() {
        return live.remove(random.nextInt(live.size()));
    }

    void bury(Claim claim) {
        if (zombies.size() == REMEMBERED) {
            zombies.remove(random.nextInt(REMEMBERED));
        }
        zombies.add(claim);
    }

    void compare(TaskId id) {
        model.compare(store(), id);
    }

    void compareAll() {
        model.compareAll(store());
        assertThat(store().pauses().keySet()).as("paused").isEqualTo(paused);
    }

    void resumeAll() {
        paused.forEach(name -> assertThat(store().resume(name)).isTrue());
        paused.clear();
        spread();
    }

    /** Where there are several processes each learns of a pause within 1.5 s. */
    void spread() {
        if (store().lease().isPresent()) {
            time.turn(Duration.ofMillis(1_500));
        }
    }

    /** Remembers a step, for the message of a failure. */
    void did(String step) {
        if (trail.size() == REMEMBERED) {
            trail.removeFirst();
        }
        trail.add(now() + " " + step);
    }

    String trail() {
        return String.join("\n", trail);
    }

    @Override
    public void close() {
        home.close();
    }
}
