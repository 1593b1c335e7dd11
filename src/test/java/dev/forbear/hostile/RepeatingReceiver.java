package dev.forbear.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A receiver on loopback that refuses each call and says all that it was told. */
final class RepeatingReceiver implements AutoCloseable {

    private final HttpServer server;

    RepeatingReceiver() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", RepeatingReceiver::repeat);
        server.start();
    }

    private static void repeat(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var uri = exchange.getRequestURI();
        var all = body + uri + uri.getPath() + exchange.getRequestHeaders().values();
        var bytes = all.getBytes(UTF_8);
        exchange.sendResponseHeaders(uri.getPath().endsWith("4") ? 404 : 503, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
