package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Appetite;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One controller's slots in this process: which claims wait for a thread or to be due, which are at
 * work, which are stuck. Safe for use by many threads.
 */
final class Crew {

    /** What is claimed ahead starts within about this time. */
    private static final long AHEAD_NANOS = Duration.ofMillis(20).toNanos();

    private static final int MOST_AHEAD = 500;

    private final Controller controller;
    private final boolean takesEarly;
    private final ArrayDeque<Run> waiting = new ArrayDeque<>();

    /** Not due yet, the soonest first: no slot is theirs before that. */
    private final PriorityQueue<Run> early = new PriorityQueue<>(Run.SOONEST_FIRST);

    private final Set<Run> running = new HashSet<>();
    private int workers;
    private int stuck;
    private boolean hungry;
    private boolean dismissed;
    private double meanNanos = -1;

    /**
     * @param takesEarly whether it wants what is due soon
     */
    Crew(Controller controller, boolean takesEarly) {
        this.controller = controller;
        this.takesEarly = takesEarly;
    }

    Controller controller() {
        return controller;
    }

    /**
     * What it can take now; null if nothing. Afterwards it is hungry until {@link #fed} says
     * otherwise.
     */
    synchronized @Nullable Appetite appetite() {
        var wasFed = !hungry;
        hungry = true;
        var concurrency = controller.settings().concurrency();
        if (stuck >= concurrency) {
            return null;
        }
        var free = concurrency - running.size() + stuck - waiting.size();
        var slots = Math.max(0, free);
        var ahead = ahead() + Math.min(0, free);
        if (slots == 0 && ahead * 2 <= ahead()) {
            return null;
        }
        var more = takesEarly && wasFed ? Math.max(0, slots - early.size()) : 0;
        var limit = controller.policy().maxAttempts();
        return new Appetite(controller.name(), slots, Math.max(0, ahead), more, limit);
    }

    private int ahead() {
        if (meanNanos < 0) {
            return 0;
        }
        var rate = controller.settings().concurrency() / Math.max(meanNanos, 1_000);
        return (int) Math.min(MOST_AHEAD, rate * AHEAD_NANOS);
    }

    /** All that is due was claimed: a slot that becomes free is no reason to look again. */
    synchronized void fed() {
        hungry = false;
    }

    /** Returns how many nanoseconds it is until it may start. */
    synchronized long accept(Run run, long now) {
        var left = run.dueIn(now);
        var _ = left > 0 ? early.add(run) : waiting.add(run);
        return left;
    }

    /** What has become due waits for a slot; returns the nanoseconds until the next will. */
    synchronized long ripened(long now) {
        for (var run = early.peek(); run != null; run = early.peek()) {
            var left = run.dueIn(now);
            if (left > 0) {
                return left;
            }
            waiting.add(early.remove());
        }
        return Long.MAX_VALUE;
    }

    /** Takes on a worker if something waits and a slot is free. */
    synchronized boolean hire() {
        if (dismissed
                || workers - stuck >= controller.settings().concurrency()
                || workers - running.size() >= waiting.size()) {
            return false;
        }
        workers++;
        return true;
    }

    /** A worker that could not be started. */
    synchronized void unhire() {
        workers--;
    }

    /** The next claim for a worker to start; null sends the worker away. */
    synchronized @Nullable Run next() {
        var run = dismissed ? null : waiting.poll();
        if (run == null) {
            workers--;
            return null;
        }
        running.add(run);
        return run;
    }

    /** What follows the end of a worker's attempt. */
    enum Then {
        /** Look for the next claim. */
        NEXT,
        /** As NEXT; besides, more may be due than was claimed. */
        NEXT_AND_CLAIM,
        /** Its slot was given away while it was stuck: leave. */
        LEAVE
    }

    synchronized Then finished(Run run, long nanos) {
        running.remove(run);
        notifyAll();
        if (run.stuck()) {
            stuck--;
            workers--;
            return Then.LEAVE;
        }
        if (nanos > 0) { // it did begin
            meanNanos = meanNanos < 0 ? nanos : meanNanos * 0.9 + nanos * 0.1;
        }
        return hungry && waiting.size() * 2 <= ahead() ? Then.NEXT_AND_CLAIM : Then.NEXT;
    }

    /** Gives the run's slot away if its thread is still at work. */
    synchronized boolean becomesStuck(Run run) {
        if (!run.becomesStuck()) {
            return false;
        }
        stuck++;
        return true;
    }

    /** From here on nothing starts. */
    synchronized void dismiss() {
        dismissed = true;
    }

    /** Takes out the claims that no thread has started, where the condition holds. */
    synchronized List<Claim> unstarted(Predicate<Run> condition) {
        var taken = Stream.concat(waiting.stream(), early.stream()).filter(condition).toList();
        waiting.removeIf(condition);
        early.removeIf(condition);
        if (!taken.isEmpty()) {
            meanNanos = -1; // its slots hang: the rate of before tells nothing
        }
        return taken.stream().map(Run::claim).toList();
    }

    synchronized List<Run> running() {
        return new ArrayList<>(running);
    }

    /** What is at work and what waits for a thread or to be due. */
    synchronized List<Run> claimed() {
        var claimed = new ArrayList<>(running);
        claimed.addAll(waiting);
        claimed.addAll(early);
        return claimed;
    }

    synchronized boolean anyWaiting() {
        return !waiting.isEmpty();
    }

    /** Whether more waits than there are workers on their way to it. */
    synchronized boolean lacksSlots() {
        return workers - running.size() < waiting.size();
    }

    synchronized boolean anySuspect() {
        return running.stream().anyMatch(Crew::suspect) || waiting.stream().anyMatch(Crew::suspect);
    }

    private static boolean suspect(Run run) {
        return run.claim().before().progress().crashes() >= 2;
    }

    synchronized int stuck() {
        return stuck;
    }

    synchronized int busy() {
        return running.size();
    }

    /** Waits until no thread is at work, at most so many nanoseconds; returns whether none is. */
    synchronized boolean awaitIdle(long nanos, Ticker ticker) throws InterruptedException {
        var end = ticker.nanos() + nanos;
        for (var left = nanos; !running.isEmpty() && left > 0; left = end - ticker.nanos()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return running.isEmpty();
    }
}
