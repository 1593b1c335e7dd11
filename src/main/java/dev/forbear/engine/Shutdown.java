package dev.forbear.engine;

import dev.forbear.engine.Engine.Stopped;
import dev.forbear.engine.Interruption.Cause;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends an engine within a bounded time, whatever its attempts and its store do: claims no more,
 * gives back, waits, interrupts, writes what became of it.
 */
final class Shutdown {

    /** After the interrupt, this long for attempts to end and their outcomes to be written. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(4);

    private static final Duration TO_CLOSE = Duration.ofMillis(500);
    private static final Duration TO_WRITE = Duration.ofSeconds(1);

    private final Loops loops;
    private final Dispatcher dispatcher;
    private final List<Crew> crews;
    private final Settler settler;
    private final Rescuer rescuer;
    private final Ticker ticker;
    private boolean begun;

    Shutdown(
            Loops loops,
            Dispatcher dispatcher,
            List<Crew> crews,
            Settler settler,
            Rescuer rescuer,
            Ticker ticker) {
        this.loops = loops;
        this.dispatcher = dispatcher;
        this.crews = crews;
        this.settler = settler;
        this.rescuer = rescuer;
        this.ticker = ticker;
    }

    /**
     * Returns within the grace and 5 seconds. A second call waits for the first and does nothing.
     */
    synchronized Stopped run(Duration grace) throws InterruptedException {
        if (begun) {
            return new Stopped(0, 0, 0);
        }
        begun = true;
        var atWork = atWork();
        var begin = ticker.nanos();
        var interrupt = begin + grace.toNanos();
        var leave = interrupt + AFTER_INTERRUPT.toNanos();
        close(loops.claiming(), begin + TO_CLOSE.toNanos());
        within(begin + TO_WRITE.toNanos(), this::giveBack);
        var late = awaitIdle(interrupt) ? 0 : atWork();
        if (late > 0) {
            running().forEach(run -> run.interrupt(Cause.SHUTDOWN));
            awaitIdle(leave);
        }
        var left = atWork();
        write(leave + TO_WRITE.toNanos());
        close(loops.guarding(), ticker.nanos());
        return new Stopped(Math.max(0, atWork - late), Math.max(0, late - left), left);
    }

    private void write(long end) throws InterruptedException {
        within(Math.min(end, ticker.nanos() + TO_WRITE.toNanos()), this::settle);
        settler.await(Math.min(left(end), TO_WRITE.toNanos()), ticker);
        // a pass that hung may have claims to give back
        loops.dispatching().close(Duration.ofNanos(Math.min(left(end), TO_WRITE.toNanos())));
    }

    private void settle() {
        running().forEach(rescuer::left);
        settler.redo();
    }

    private void giveBack() {
        try {
            dispatcher.stop();
        } catch (StoreAwayException e) {
            // nobody can be told; the next process takes them over as crashed
        }
    }

    private void close(List<Loop> ending, long end) throws InterruptedException {
        for (var loop : ending) {
            loop.close(Duration.ZERO); // all are told before one is waited for
        }
        for (var loop : ending) {
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

    private boolean awaitIdle(long end) throws InterruptedException {
        for (var crew : crews) {
            if (!crew.awaitIdle(left(end), ticker)) {
                return false;
            }
        }
        return true;
    }

    private Stream<Run> running() {
        return crews.stream().flatMap(crew -> crew.running().stream());
    }

    private int atWork() {
        return crews.stream().mapToInt(Crew::busy).sum();
    }

    private long left(long end) {
        return Math.max(0, end - ticker.nanos());
    }
}
