package dev.forbear.api;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Watchers;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets calls wait for a task to change. A shutdown answers them all at once. Safe for many threads.
 */
final class Waits implements SmartLifecycle {

    /** What another replica does, or gives back, signals nothing here: so look again. */
    private static final long SAFETY_NANOS = Duration.ofSeconds(2).toNanos();

    /** A container without virtual threads has some 200, which are not ours alone. */
    private static final int PLATFORM_SHARE = 20;

    private final Workqueue queue;
    private final Watchers watchers;
    private final Ticker ticker;
    private final int most;
    private final Set<Semaphore> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** What a call waits for. */
    enum Until {
        /** The task leaves the state that it was seen in first. */
        CHANGED,
        ENDED
    }

    /**
     * @param most how many calls may wait at a time
     */
    Waits(Workqueue queue, Watchers watchers, Ticker ticker, int most) {
        this.queue = queue;
        this.watchers = watchers;
        this.ticker = ticker;
        this.most = most;
    }

    /** What is kept of a task meanwhile: not its spec, or a thousand waits would hold as many. */
    private record Seen(TaskId id, Kind kind, @Nullable Instant startedAt) {

        static Seen of(Task task) {
            return new Seen(task.id(), task.state().kind(), task.progress().startedAt());
        }
    }

    /** Returns when what is waited for has happened, or else when the time is over. */
    void await(TaskId id, Duration atMost, Until until) {
        var signal = new Semaphore(0);
        // watched before it is read, so that nothing can happen unseen in between
        try (var _ = watchers.watch(id, signal::release)) {
            var seen = seen(id);
            if (seen != null) {
                enter(signal);
                await(signal, seen, atMost, until);
            }
        } finally {
            waiting.remove(signal);
        }
    }

    /** Null if there is nothing to wait for. */
    private @Nullable Seen seen(TaskId id) {
        return queue.find(id)
                .map(Stored::task)
                .filter(task -> !task.state().kind().ended())
                .map(Seen::of)
                .orElse(null);
    }

    private void enter(Semaphore signal) {
        waiting.add(signal);
        var share = Thread.currentThread().isVirtual() ? most : most / PLATFORM_SHARE;
        if (waiting.size() > share) {
            throw Refusal.retryAfter(
                    1,
                    new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            share + " calls wait already; read without wait, or call again."));
        }
    }

    private void await(Semaphore signal, Seen seen, Duration atMost, Until until) {
        var end = ticker.nanos() + atMost.toNanos();
        for (var left = atMost.toNanos(); left > 0 && running; left = end - ticker.nanos()) {
            if (!sleep(signal, Math.min(left, SAFETY_NANOS)) || happened(seen, until)) {
                return;
            }
        }
    }

    private boolean happened(Seen seen, Until until) {
        return queue.find(seen.id())
                .map(stored -> happened(seen, stored.task(), until))
                .orElse(true);
    }

    private static boolean sleep(Semaphore signal, long nanos) {
        try {
            if (signal.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                signal.drainPermits();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A start in between tells that the task left its state, even if it is back in it. */
    private static boolean happened(Seen seen, Task now, Until until) {
        var kind = now.state().kind();
        return kind.ended()
                || (until == Until.CHANGED && (kind != seen.kind() || started(seen, now)));
    }

    /** A retry forgets the last start, which is no start. */
    private static boolean started(Seen seen, Task now) {
        var start = now.progress().startedAt();
        return start != null && !start.equals(seen.startedAt());
    }

    int size() {
        return waiting.size();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        waiting.forEach(Semaphore::release);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before everything else: the web server waits for the calls under way. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
