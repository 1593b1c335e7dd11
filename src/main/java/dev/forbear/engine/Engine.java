package dev.forbear.engine;

import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Housekeeper.Keeping;
import dev.forbear.engine.Interruption.Cause;
import dev.forbear.engine.TaskStore.Settlement;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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
    private final Rescuer rescuer;
    private final Housekeeper housekeeper;
    private final Optional<Leases> leases;
    private final Loop dispatching;
    private final Starter starter;
    private final Loop starting;

    /** What ends when a stop begins. */
    private final List<Loop> claiming;

    /** What goes on as long as attempts run. */
    private final List<Loop> guarding;

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
        // alone, a process has the store at hand when a task is due
        var early = store.lease().isPresent();
        this.crews = controllers.here().stream().map(c -> new Crew(c, early)).toList();
        this.events = this::tell;
        var around =
                new Surroundings(parts.executor(), parts.ticker(), parts.clock(), this, events);
        var outage = new Outage(parts.ticker());
        this.settler = new Settler(store, controllers, outage, this, events);
        this.watch = new Watch(crews, around);
        this.starter = new Starter(crews, settler, watch, around, this::startIn);
        this.dispatcher = new Dispatcher(store, crews, settler, starter, around, parts.random());
        this.leases =
                store.lease().map(_ -> new Leases(store, outage, crews, this::unwritten, around));
        this.rescuer = new Rescuer(store, controllers, settler, leases, around);
        var keeping = new Keeping(parts.elsewhere(), parts.abandonAfter());
        this.housekeeper = new Housekeeper(store, controllers, keeping, rescuer, around);
        this.dispatching = loop("forbear-dispatch", dispatcher::pass, outage);
        this.starting = loop("forbear-start", starter::pass, outage);
        this.claiming =
                List.of(
                        dispatching,
                        starting,
                        loop("forbear-housekeeping", housekeeper::pass, outage));
        this.guarding =
                Stream.concat(
                                Stream.of(loop("forbear-watch", watch::pass, outage)),
                                leases.stream().map(l -> loop("forbear-leases", l::pass, outage)))
                        .toList();
    }

    private Loop loop(String name, Supplier<Duration> pass, Outage outage) {
        return new Loop(name, pass, parts.ticker(), outage);
    }

    private void startIn(Duration delay) {
        starting.dueIn(delay);
    }

    private List<Claim> unwritten() {
        var claims = new ArrayList<>(dispatcher.unstarted());
        claims.addAll(settler.held());
        return claims;
    }

    /** What callers ask of the queue. */
    public Workqueue workqueue() {
        return new Workqueue(store, controllers, this, events);
    }

    private void tell(TaskEvent event) {
        watch.on(event);
        parts.events().on(event);
    }

    /**
     * Takes over what a dead process left behind, where no other can have it. To be called once,
     * before the first pass.
     */
    public void takeOver() {
        if (store.lease().isEmpty()) {
            rescuer.all();
        }
    }

    /** Takes over, then begins to claim and run. */
    public void start() {
        takeOver();
        claiming.forEach(Loop::start);
        guarding.forEach(Loop::start);
    }

    /** One pass of each loop, on the calling thread; returns how long nothing needs to be done. */
    public Duration pass() {
        var wait =
                Stream.of(dispatcher.pass(), starter.pass(), watch.pass(), housekeeper.pass())
                        .min(Duration::compareTo)
                        .orElseThrow();
        var renewal = leases.map(Leases::pass).orElse(wait);
        return wait.compareTo(renewal) < 0 ? wait : renewal;
    }

    /** One pass of each loop as its thread would make it: what the store throws is borne. */
    Duration tick() {
        return Stream.concat(claiming.stream(), guarding.stream())
                .map(Loop::once)
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
     * What became of the attempts that were at work when a stop began.
     *
     * @param ended within the grace
     * @param interrupted and ended then
     * @param left at work when the stop was over
     */
    public record Stopped(int ended, int interrupted, int left) {}

    /**
     * Stops: claims no more, gives back what has not started, lets running attempts end within the
     * grace, then interrupts them. Returns within the grace and 5 seconds. A second call does
     * nothing.
     */
    public synchronized Stopped stop(Duration grace) throws InterruptedException {
        if (stopped) {
            return new Stopped(0, 0, 0);
        }
        stopped = true;
        var atWork = atWork();
        var begin = parts.ticker().nanos();
        var interrupt = begin + grace.toNanos();
        var leave = interrupt + AFTER_INTERRUPT.toNanos();
        close(claiming, begin + TO_CLOSE.toNanos());
        within(begin + TO_WRITE.toNanos(), this::giveBack);
        var late = awaitIdle(interrupt) ? 0 : atWork();
        if (late > 0) {
            crews.forEach(crew -> crew.running().forEach(run -> run.interrupt(Cause.SHUTDOWN)));
            awaitIdle(leave);
        }
        var left = atWork();
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
        close(guarding, parts.ticker().nanos());
        return new Stopped(Math.max(0, atWork - late), Math.max(0, late - left), left);
    }

    private int atWork() {
        return crews.stream().mapToInt(Crew::busy).sum();
    }

    private void close(List<Loop> loops, long end) throws InterruptedException {
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
     * crash. Where another process could start the task at once, its lease is left to say when.
     */
    private void leave(Run run) {
        if (leases.isPresent()) {
            return;
        }
        var verdict = rescuer.judged(run.claim(), "still running when the process stopped");
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

    /** Entries in memory that belong to single tasks; 0 soon after the last has ended. */
    int remembered() {
        return watch.remembered()
                + settler.held().size()
                + dispatcher.unstarted().size()
                + crews.stream().mapToInt(crew -> crew.claimed().size()).sum();
    }
}
