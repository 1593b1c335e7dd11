package dev.forbear.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service outside the process that is called by attempts and keeps a record of each call. */
final class Receiver implements AutoCloseable {

    private static final long WORK_NANOS = 10_000_000;

    /**
     * @param overlapped whether another call of the key was under way when this one began
     */
    record Call(String key, long generation, int attempt, long begunAt, boolean overlapped) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Semaphore released = new Semaphore(0);

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var query =
                Stream.of(exchange.getRequestURI().getQuery().split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        var key = query.get("key");
        var attempt = Integer.parseInt(query.get("attempt"));
        var hangs = key.startsWith("l") && !isCalled(key);
        begin(
                new Call(
                        key,
                        Long.parseLong(query.get("generation")),
                        attempt,
                        System.nanoTime(),
                        false));
        LockSupport.parkNanos(WORK_NANOS);
        if (hangs) {
            released.acquireUninterruptibly();
        }
        end(key); // before the answer, after which the caller may begin the next
        exchange.sendResponseHeaders(status(key, attempt), -1);
        exchange.close();
    }

    synchronized boolean isCalled(String key) {
        return calls.stream().anyMatch(call -> call.key().equals(key));
    }

    /** Ends the first call of one key with l. */
    void release() {
        released.release();
    }

    /**
     * By the key's first letter: s succeeds, f fails twice first, a always fails, t is refused for
     * good, l hangs the first time until it is released and succeeds the next time.
     */
    private static int status(String key, int attempt) {
        return switch (key.charAt(0)) {
            case 's', 'l' -> 200;
            case 'f' -> attempt > 2 ? 200 : 503;
            case 'a' -> 503;
            default -> 400;
        };
    }

    private synchronized void begin(Call call) {
        var others = underWay.merge(call.key(), 1, Integer::sum) - 1;
        calls.add(
                new Call(
                        call.key(), call.generation(), call.attempt(), call.begunAt(), others > 0));
    }

    private synchronized void end(String key) {
        underWay.merge(key, -1, Integer::sum);
    }

    @Override
    public void close() {
        released.release(1_000);
        server.stop(0);
        threads.shutdownNow();
    }
}
