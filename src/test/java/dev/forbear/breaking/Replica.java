package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;
import dev.forbear.it.ServiceProcess;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One replica of the service: its processes, one after the other. Safe for many threads. */
final class Replica {

    private static final Duration TO_START = Duration.ofMinutes(3);
    private static final Duration TO_STOP = Duration.ofSeconds(60);

    private final String name;
    private final Path clock;
    private final Records records;
    private final Api api;
    private final Function<String, ServiceProcess.Launch> launch;
    private int lives;
    private volatile @Nullable Living living;

    /**
     * @param ended when its end has been recorded
     */
    private record Living(String life, ServiceProcess process, CountDownLatch ended) {}

    /**
     * @param clock says how many seconds its clock is off
     * @param launch by the life's name
     */
    Replica(
            String name,
            Path clock,
            Records records,
            Api api,
            Function<String, ServiceProcess.Launch> launch) {
        this.name = name;
        this.clock = clock;
        this.records = records;
        this.api = api;
        this.launch = launch;
    }

    String name() {
        return name;
    }

    /** The present process's name. */
    String life() {
        return present().life();
    }

    long pid() {
        return present().process().process().pid();
    }

    private Living present() {
        var present = living;
        if (present == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return present;
    }

    /** Where it answers, if it does. */
    Optional<URI> address() {
        var present = living;
        return present == null || present.process().port() == 0
                ? Optional.empty()
                : Optional.of(URI.create(present.process().url()));
    }

    /** Starts its next process. */
    synchronized void launch() {
        destroy(); // what is left of the one before
        var life = name + "-" + ++lives;
        var process = ServiceProcess.launched(launch.apply(life));
        var present = new Living(life, process, new CountDownLatch(1));
        living = present;
        var _ =
                process.process()
                        .onExit()
                        .thenRun(() -> {
                            records.add(now -> new Fact.Gone(now, life));
                            present.ended().countDown();
                        });
    }

    /** Waits until the present process is ready; false if it ends first, or does not get there. */
    boolean awaitReady() {
        var present = present();
        try {
            present.process().awaitReady(TO_START);
        } catch (AssertionError e) {
            return false;
        }
        var address = URI.create(present.process().url());
        var end = System.nanoTime() + TO_START.toNanos();
        while (System.nanoTime() < end && present.process().process().isAlive()) {
            if (api.ready(address)) {
                records.add(now -> new Fact.Started(now, present.life()));
                return true;
            }
            Pause.of(Duration.ofMillis(50));
        }
        return false;
    }

    void signal(String signal) {
        Signal.send(signal, pid());
    }

    /** Waits until its process has ended; kills it if it does not. */
    void awaitEnd() throws InterruptedException {
        var present = present();
        if (!present.ended().await(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            present.process().process().destroyForcibly();
            throw new IllegalStateException(present.life() + " does not end");
        }
    }

    /** Sets its wall clock apart. */
    void clock(Duration off) throws IOException {
        Files.writeString(clock, String.valueOf(off.toSeconds()));
    }

    /** Ends what is left of it, for good. */
    void destroy() {
        var present = living;
        if (present != null) {
            present.process().close();
        }
    }
}
