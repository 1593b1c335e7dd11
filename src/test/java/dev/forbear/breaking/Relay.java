package dev.forbear.breaking;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A TCP connection's way through a network that can be made bad. Safe for many threads. */
final class Relay implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final int to;
    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("relay-", 0).daemon().factory());
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean refuses;
    private volatile boolean stalled;

    /**
     * @param to the port on the loopback address that it leads to
     */
    Relay(int to) throws IOException {
        this.to = to;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What comes from now on is late by so much. */
    void delay(Duration by) {
        delay = by;
    }

    /** Nothing passes until it is lifted, and nobody is told. */
    void stall(boolean on) {
        stalled = on;
    }

    /** New connections are cut at once, until it is lifted. */
    void refuse(boolean on) {
        refuses = on;
    }

    /** Cuts what there is. */
    void cut() {
        links.forEach(Link::close);
    }

    /**
     * Closes one direction of each connection.
     *
     * @param outward what the callers send; else what they are sent
     */
    void halfClose(boolean outward) {
        links.forEach(link -> link.halfClose(outward));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var caller = server.accept();
                threads.execute(() -> connect(caller));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket caller) {
        try {
            if (refuses) {
                caller.close();
                return;
            }
            var link = new Link(caller, new Socket(InetAddress.getLoopbackAddress(), to));
            links.add(link);
            threads.execute(() -> pass(link, link.caller(), link.called()));
            threads.execute(() -> pass(link, link.called(), link.caller()));
        } catch (IOException e) {
            close(caller); // nobody listens there
        }
    }

    private void pass(Link link, Socket from, Socket to) {
        try {
            pass(from.getInputStream(), to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            link.close();
        }
        if (link.isDone()) {
            link.close();
            links.remove(link);
        }
    }

    private void pass(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[16 * 1024];
        for (var n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            Pause.of(delay);
            while (stalled) {
                Pause.of(LOOK_EVERY);
            }
            to.write(buffer, 0, n);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // then it is closed
        }
    }

    /** A connection, and the one that continues it. */
    private record Link(Socket caller, Socket called) {

        void halfClose(boolean outward) {
            try {
                (outward ? called : caller).shutdownOutput();
            } catch (IOException e) {
                close(); // it was closed already
            }
        }

        boolean isDone() {
            return caller.isClosed() || (caller.isOutputShutdown() && called.isOutputShutdown());
        }

        void close() {
            Relay.close(caller);
            Relay.close(called);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        threads.shutdownNow();
    }
}
