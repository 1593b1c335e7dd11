package dev.forbear.testkit;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.engine.TaskStore.Rescued;
import dev.forbear.engine.TaskStore.Settled;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Effect;
import dev.forbear.task.Failure;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A store in virtual time, and the words that its contract is written in. */
public final class StoreScene {

    static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    static final Pace PACE = new Pace(MIN_INTERVAL, null);
    static final int LIMIT = 10;

    private final Function<VirtualTime, TaskStore> opening;
    private final VirtualTime time = new VirtualTime();
    private TaskStore store;

    /**
     * @param opening opens the same store again when it is called again
     */
    public StoreScene(Function<VirtualTime, TaskStore> opening) {
        this.opening = opening;
        this.store = opening.apply(time);
    }

    public TaskStore store() {
        return store;
    }

    public VirtualTime time() {
        return time;
    }

    /** As a new process would find it. */
    public void reopen() {
        store.close();
        store = opening.apply(time);
    }

    /**
     * What is found running by the process that comes after this one was killed, or by another once
     * the lease is over.
     */
    public List<Rescued> rescued() {
        reopen();
        store.lease().ifPresent(this::turn);
        var all = new ArrayList<Rescued>();
        for (var some = store.rescue(); !some.isEmpty(); some = store.rescue()) {
            all.addAll(some);
        }
        return all;
    }

    /** As {@link #rescued}, of one attempt. */
    public Claim heir() {
        var all = rescued();
        if (all.size() != 1) {
            throw new AssertionError("one attempt was to be rescued, not " + all);
        }
        return all.getFirst().claim();
    }

    /** Submits what must be accepted. */
    public Effect submit(TestWish wish) {
        return accepted(wish).submitted().effect();
    }

    public Effect submit(String key) {
        return submit(TestWish.of(key));
    }

    Admission.Accepted accepted(TestWish wish) {
        return (Admission.Accepted) store.submit(wish.wish(), PACE).join();
    }

    public List<Claim> claim(int slots) {
        return claim(new Appetite("c", slots, 0, LIMIT)).claims();
    }

    TaskStore.Claims claim(Appetite... appetites) {
        return store.claim(List.of(appetites), true);
    }

    /** Claims the one task that is due. */
    public Claim claim() {
        var claims = claim(2);
        if (claims.size() != 1) {
            throw new AssertionError("one task was to be claimed, not " + claims);
        }
        return claims.getFirst();
    }

    public Optional<Settled> settle(Claim claim, Verdict verdict) {
        return store.settle(new Settlement(claim, verdict, MIN_INTERVAL, Duration.ofMillis(7)))
                .join();
    }

    /** Submits, claims and settles. */
    Task ran(String key, Verdict verdict) {
        submit(key);
        return settle(claim(), verdict).orElseThrow().after();
    }

    public Stored stored(String key) {
        return store.find(id(key)).orElseThrow(() -> new AssertionError("no task " + key));
    }

    public Task task(String key) {
        return stored(key).task();
    }

    public static TaskId id(String key) {
        return new TaskId("c", key);
    }

    public void turn(Duration by) {
        time.turn(by);
    }

    public static Verdict success() {
        return new Verdict.Success();
    }

    /** Failed; tried again after a second. */
    public static Verdict.Failing retry() {
        return retry("no");
    }

    public static Verdict.Failing retry(String message) {
        var second = Duration.ofSeconds(1);
        return new Verdict.Retry(second, second, failure(message));
    }

    /** Failed; tried again after the delay. */
    static Verdict.Failing retry(Duration delay) {
        return new Verdict.Retry(delay, Duration.ofSeconds(1), failure("no"));
    }

    public static Verdict.Failing giveUp(TerminalReason reason) {
        return new Verdict.GiveUp(reason, Duration.ofSeconds(1), failure("no"));
    }

    static Failure failure(String message) {
        return new Failure("java.io.IOException", message, "f" + message.length(), null);
    }
}
