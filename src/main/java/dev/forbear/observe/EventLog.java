package dev.forbear.observe;

import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvents;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Writes the log lines of what happens to tasks. Safe for use by many threads. */
final class EventLog implements TaskEvents, AutoCloseable {

    private final Printer printer;
    private final Folding folding;
    private final ScheduledExecutorService seconds;

    EventLog(Printer printer, Folding folding) {
        this.printer = printer;
        this.folding = folding;
        this.seconds =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("forbear-log").factory());
    }

    /** From now on summaries are written when they are due, whatever else happens or not. */
    EventLog started() {
        var _ = seconds.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            folding.tick();
        } catch (Throwable e) {
            // an appender that fails now may work in a second: the schedule must outlive it
        }
    }

    @Override
    public void on(TaskEvent event) {
        Lines.of(event).ifPresent(this::write);
    }

    private void write(Line line) {
        if (line.channel().folds()) {
            folding.offer(line);
        } else {
            printer.print(line);
        }
    }

    /** Writes what was kept back. */
    @Override
    public void close() {
        seconds.shutdown();
        folding.close();
    }
}
