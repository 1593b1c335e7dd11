package dev.forbear.targets;

import dev.forbear.targets.Deadlines.Deadline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up on threads of its own, since the system's resolver can be neither interrupted nor
 * given a timeout, and would hold a virtual thread's carrier. Safe for use by many threads.
 */
final class Lookups implements AutoCloseable {

    private static final int THREADS = 32;

    /** The system's resolver; in tests a table. */
    interface Resolver {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;

    Lookups(Resolver resolver) {
        this.resolver = resolver;
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("forbear-http-names-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * All addresses of the name, one or more.
     *
     * @throws UnknownHostException if there is none
     * @throws InterruptedIOException if the deadline passed
     */
    List<InetAddress> addresses(String name, Deadline deadline)
            throws IOException, InterruptedException {
        var lookup = threads.submit(() -> resolver.addresses(name));
        deadline.ends(() -> lookup.cancel(true));
        try {
            var found = lookup.get();
            if (found.length == 0) {
                throw new UnknownHostException(name);
            }
            return List.of(found);
        } catch (CancellationException e) {
            throw new InterruptedIOException("looking up " + name + " took too long");
        } catch (ExecutionException e) {
            throw new UnknownHostException(name);
        } finally {
            lookup.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
