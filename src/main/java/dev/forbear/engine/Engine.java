package dev.forbear.engine;

import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Housekeeper.Keeping;
import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.TaskStore.Rescued;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Verdict;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The queue at work: claims, runs, settles, watches and keeps house, on threads of its own after
 * {@link #start} or, in virtual time, on the caller's with {@link #pass}. Safe for use by many
 * threads.
 */
public final class Engine implements Wake {

    /**
     * After the interrupt of a shutdown, this long for attempts to end and their outcomes to be
     * written.
     */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(4);

    private static final Duration TO_CLOSE = Duration.ofMillis(500);
    private static final Duration TO_WRITE = Duration.ofSeconds(1);

    private final TaskStore store;
    private final Controllers controllers;
    private final Parts parts;
    private final List<Crew> crews;
    private final TaskEvents events;
    private final Settler settler;
    private final Dispatcher dispatcher;
    private final Watch watch;
    private final Housekeeper housekeeper;
    private final List<Loop> loops;
    private final Loop dispatching;
    private boolean stopped;

    /**
     * What the engine is made of besides its store and controllers.
     *
     * @param executor runs workers; must have a thread for each slot, or run them at once on the
     *     caller's
     * @param clock the wall clock, only to notice its jumps
     * @param events hears of everything; must not throw
     * @param elsewhere how long ended tasks of controllers that are not here are kept
     * @param abandonAfter how long a task waits for a controller that no live node has
     */
    public record Parts(
            Executor executor,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            TaskEvents events,
            Retention elsewhere,
            Duration abandonAfter) {}

    public Engine(TaskStore store, Controllers controllers, Parts parts) {
        this.store = store;
        this.controllers = controllers;
        this.parts = parts;
        this.crews = controllers.here().stream().map(Crew::new).toList();
        this.events = this::tell;
        var around = new Surroundings(parts.executor(), parts.ticker(), this, events);
        this.settler = new Settler(store, controllers, this, events);
        this.watch = new Watch(crews, around);
        this.dispatcher = new Dispatcher(store, crews, settler, watch, around, parts.random());
        this.housekeeper =
                new Housekeeper(
                        store,
                        controllers,
                        new Keeping(parts.elsewhere(), parts.abandonAfter()),
                        events,
                        parts.ticker(),
                        parts.clock());
        this.dispatching = new Loop("forbear-dispatch", dispatcher::pass, parts.ticker());
        this.loops =
                List.of(
                        dispatching,
                        new Loop("forbear-watch", watch::pass, parts.ticker()),
                        new Loop("forbear-housekeeping", housekeeper::pass, parts.ticker()));
    }

    /** What callers ask of the queue. */
    public Workqueue workqueue() {
        return new Workqueue(store, controllers, this, events);
    }

    private void tell(TaskEvent event) {
        watch.on(event);
        parts.events().on(event);
    }

    /** Takes over what a dead process left behind. To be called once, before the first pass. */
    public void takeOver() {
        for (var rescued = store.rescue(); !rescued.isEmpty(); rescued = store.rescue()) {
            rescued.forEach(this::crashed);
        }
    }

    private void crashed(Rescued rescued) {
        var judged = lost(rescued.claim(), "the process ended during the attempt");
        var verdict = new Verdict.Crashed(judged, rescued.died());
        settler.settle(new Settlement(rescued.claim(), verdict, Duration.ZERO, Duration.ZERO));
    }

    private Verdict.Failing lost(Claim claim, String message) {
        return controllers
                .find(claim.controller())
                .map(controller -> controller.attempt().lost(claim, message))
                .orElseGet(() -> Unjudged.of(claim, message));
    }

    /** Takes over, then begins to claim and run. */
    public void start() {
        takeOver();
        loops.forEach(Loop::start);
    }

    /** One pass of each loop, on the calling thread; returns how long nothing needs to be done. */
    public Duration pass() {
        return List.of(dispatcher.pass(), watch.pass(), housekeeper.pass()).stream()
                .min(Duration::compareTo)
                .orElseThrow();
    }

    /** Waits until every outcome so far is written, at most so long; returns whether it is. */
    public boolean awaitSettled(Duration atMost) throws InterruptedException {
        return settler.await(atMost.toNanos(), parts.ticker());
    }

    @Override
    public void dueIn(Duration delay) {
        dispatching.dueIn(delay);
    }

    /**
     * Stops: claims no more, gives back what has not started, lets running attempts end within the
     * grace, then interrupts them. Returns within the grace and 5 seconds. A second call does
     * nothing.
     */
    public synchronized void stop(Duration grace) throws InterruptedException {
        if (stopped) {
            return;
        }
        stopped = true;
        var begin = parts.ticker().nanos();
        var interrupt = begin + grace.toNanos();
        var leave = interrupt + AFTER_INTERRUPT.toNanos();
        closeLoops(begin + TO_CLOSE.toNanos());
        within(begin + TO_WRITE.toNanos(), this::giveBack);
        if (!awaitIdle(interrupt)) {
            crews.forEach(crew -> crew.running().forEach(run -> run.interrupt(Cause.SHUTDOWN)));
            awaitIdle(leave);
        }
        var end = leave + TO_WRITE.toNanos();
        within(
                Math.min(end, parts.ticker().nanos() + TO_WRITE.toNanos()),
                () -> {
                    crews.forEach(crew -> crew.running().forEach(this::leave));
                    settler.redo();
                });
        settler.await(Math.min(left(end), TO_WRITE.toNanos()), parts.ticker());
        // a pass that hung may have claims to give back
        dispatching.close(Duration.ofNanos(Math.min(left(end), TO_WRITE.toNanos())));
    }

    private void closeLoops(long end) throws InterruptedException {
        for (var loop : loops) {
            loop.close(Duration.ZERO); // all are told before one is waited for
        }
        for (var loop : loops) {
            loop.close(Duration.ofNanos(left(end)));
        }
    }

    /** On a thread of its own, which is left to itself at the end: a store can hang. */
    private void within(long end, Runnable step) throws InterruptedException {
        Thread.ofPlatform()
                .name("forbear-stop")
                .daemon()
                .start(step)
                .join(Duration.ofNanos(left(end)));
    }

    private long left(long end) {
        return Math.max(0, end - parts.ticker().nanos());
    }

    /**
     * An attempt that ignores the interrupt ends with the process: it costs the attempt, but is no
     * crash.
     */
    private void leave(Run run) {
        var verdict = lost(run.claim(), "still running when the process stopped");
        var worked = Duration.ofNanos(Math.max(0, run.workedFor(parts.ticker().nanos())));
        settler.settle(new Settlement(run.claim(), verdict, Duration.ZERO, worked));
    }

    private void giveBack() {
        try {
            dispatcher.stop();
        } catch (StoreAwayException e) {
            // nobody can be told; the next process takes them over as crashed
        }
    }

    private boolean awaitIdle(long end) throws InterruptedException {
        for (var crew : crews) {
            if (!crew.awaitIdle(left(end), parts.ticker())) {
                return false;
            }
        }
        return true;
    }

    /** How long ago the dispatcher's last pass ended. */
    public Duration sinceLastPass() {
        return dispatcher.sinceLastPass();
    }

    /** Attempts of the controller at work in this process. */
    public int running(String controller) {
        return crews.stream()
                .filter(crew -> crew.controller().name().equals(controller))
                .mapToInt(Crew::busy)
                .sum();
    }

    /** Attempts of the controller that ignore the interrupt of their timeout. */
    public int stuck(String controller) {
        return crews.stream()
                .filter(crew -> crew.controller().name().equals(controller))
                .mapToInt(Crew::stuck)
                .sum();
    }

    /** How long each attempt of the controller at work in this process has run, stuck ones too. */
    public List<Duration> atWork(String controller) {
        var now = parts.ticker().nanos();
        return crews.stream()
                .filter(crew -> crew.controller().name().equals(controller))
                .flatMap(crew -> crew.running().stream())
                .map(run -> run.workedFor(now))
                .filter(nanos -> nanos >= 0)
                .map(Duration::ofNanos)
                .toList();
    }
}
