package com.example.mailbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A small mail server for the tests, which can be slow, down, or refuse. */
class MailServer implements AutoCloseable {

    enum Mood { WELL, DOWN, BUSY, REFUSING, SLOW }

    volatile Mood mood = Mood.WELL;
    final Map<String, String> mailboxes = new ConcurrentHashMap<>();
    final AtomicInteger puts = new AtomicInteger();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    MailServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mailboxes/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var name = exchange.getRequestURI().getPath().substring("/mailboxes/".length());
            var put = exchange.getRequestMethod().equals("PUT");
            switch (mood) {
                case DOWN -> reply(exchange, 503, "");
                case BUSY -> {
                    exchange.getResponseHeaders().add("Retry-After", "30");
                    reply(exchange, 503, "");
                }
                case SLOW -> {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    serve(exchange, name, put);
                }
                case REFUSING -> reply(exchange, put ? 422 : 404, "");
                case WELL -> serve(exchange, name, put);
            }
        }
    }

    private void serve(HttpExchange exchange, String name, boolean put) throws IOException {
        if (put) {
            puts.incrementAndGet();
            mailboxes.put(name, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            reply(exchange, 200, "");
            return;
        }
        var mailbox = mailboxes.get(name);
        reply(exchange, mailbox == null ? 404 : 200, mailbox == null ? "" : mailbox);
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
