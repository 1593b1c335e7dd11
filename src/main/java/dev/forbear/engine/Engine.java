package dev.forbear.engine;

import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Housekeeper.Keeping;

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
    private final Starter starter;
    private final Loops loops;
    private final Shutdown shutdown;

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
        this.loops =
                new Loops(
                        loop("forbear-dispatch", dispatcher::pass, outage),
                        loop("forbear-start", starter::pass, outage),
                        loop("forbear-housekeeping", housekeeper::pass, outage),
                        loop("forbear-watch", watch::pass, outage),
                        leases.map(l -> loop("forbear-leases", l::pass, outage)));
        this.shutdown = new Shutdown(loops, dispatcher, crews, settler, rescuer, parts.ticker());
    }

    private Loop loop(String name, Supplier<Duration> pass, Outage outage) {
        return new Loop(name, pass, parts.ticker(), outage);
    }

    private void startIn(Duration delay) {
        loops.starting().dueIn(delay);
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
        loops.start();
    }

    /** One pass of each loop, on the calling thread; returns how long nothing needs to be done. */
    public Duration pass() {
        var passes = Stream.of(dispatcher.pass(), starter.pass(), watch.pass(), housekeeper.pass());
        var renewal = leases.stream().map(Leases::pass);
        return Stream.concat(passes, renewal).min(Duration::compareTo).orElseThrow();
    }

    /** One pass of each loop as its thread would make it: what the store throws is borne. */
    Duration tick() {
        return loops.once();
    }

    /** Waits until every outcome so far is written, at most so long; returns whether it is. */
    public boolean awaitSettled(Duration atMost) throws InterruptedException {
        return settler.await(atMost.toNanos(), parts.ticker());
    }

    @Override
    public void dueIn(Duration delay) {
        loops.dispatching().dueIn(delay);
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
    public Stopped stop(Duration grace) throws InterruptedException {
        return shutdown.run(grace);
    }

    /** How long ago the dispatcher's last pass ended. */
    public Duration sinceLastPass() {
        return dispatcher.sinceLastPass();
    }

    /** Attempts of the controller at work in this process. */
    public int running(String controller) {
        return crew(controller).mapToInt(Crew::busy).sum();
    }

    /** Attempts of the controller that ignore the interrupt of their timeout. */
    public int stuck(String controller) {
        return crew(controller).mapToInt(Crew::stuck).sum();
    }

    /** How long each attempt of the controller at work in this process has run, stuck ones too. */
    public List<Duration> atWork(String controller) {
        var now = parts.ticker().nanos();
        return crew(controller)
                .flatMap(crew -> crew.running().stream())
                .map(run -> run.workedFor(now))
                .filter(nanos -> nanos >= 0)
                .map(Duration::ofNanos)
                .toList();
    }

    /** None if no controller of that name is here. */
    private Stream<Crew> crew(String controller) {
        return crews.stream().filter(crew -> crew.controller().name().equals(controller));
    }

    /** Entries in memory that belong to single tasks; 0 soon after the last has ended. */
    int remembered() {
        return watch.remembered()
                + settler.held().size()
                + dispatcher.unstarted().size()
                + crews.stream().mapToInt(crew -> crew.claimed().size()).sum();
    }
}
