package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the controller {@code http} calls. Records when a call has come whole, and when it was
 * answered or its caller hung up, whichever is first.
 */
final class Receiver implements AutoCloseable {

    private static final int GONE = 0;

    private final Records records;
    private final ServerSocket server;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().name("receiver-", 0).daemon().factory());
    private final AtomicLong number = new AtomicLong();

    Receiver(Records records) throws IOException {
        this.records = records;
        this.server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var caller = server.accept();
                threads.execute(() -> serve(caller));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            caller.setTcpNoDelay(true);
            for (var request = HttpRequest.read(caller.getInputStream());
                    request != null && answer(request, caller);
                    request = HttpRequest.read(caller.getInputStream())) {
                caller.setSoTimeout(0);
            }
        } catch (IOException e) {
            // the caller hung up; what that means for a call is recorded
        }
    }

    /** Returns false if there is nobody to answer any more. */
    private boolean answer(HttpRequest request, Socket caller) throws IOException {
        var call = number.incrementAndGet();
        var work = Work.parsed(request.body());
        var id = request.header("idempotency-key").split("/", -1);
        var piece = id[2];
        var dash = piece.lastIndexOf('-');
        var attempt = Integer.parseInt(request.header("forbear-attempt"));
        records.add(now ->
                new Fact.CallBegun(
                        now,
                        call,
                        id[1],
                        piece.substring(0, dash),
                        Long.parseLong(piece.substring(dash + 1)),
                        attempt,
                        Integer.parseInt(request.header("forbear-max-attempts")),
                        request.header("x-life"),
                        work.number()));
        var status = hangsUp(caller, work.millis()) ? GONE : work.status(attempt);
        records.add(now -> new Fact.CallEnded(now, call, status)); // before the next can begin
        if (status == GONE) {
            return false;
        }
        var answer = "HTTP/1.1 " + status + " So\r\nContent-Length: 0\r\n\r\n";
        caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    /** Works for so long, unless the caller hangs up meanwhile. */
    private static boolean hangsUp(Socket caller, int millis) throws IOException {
        try {
            caller.setSoTimeout(Math.max(1, millis));
            if (caller.getInputStream().read() >= 0) {
                throw new IllegalStateException("a caller sent more than its request");
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
