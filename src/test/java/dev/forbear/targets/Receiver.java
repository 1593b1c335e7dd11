package dev.forbear.targets;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver on a loopback address that shows what came over the wire and answers byte for byte
 * what it is told to, however wrong.
 */
final class Receiver implements AutoCloseable {

    /** What came. */
    record Call(String line, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.get(name);
        }
    }

    /** Writes the answer; the connection is kept open afterwards unless it is closed here. */
    interface Script {
        void answer(Call call, OutputStream out, Socket connection) throws Exception;
    }

    private final ServerSocket server;
    private final Thread accepting;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Script script = (_, out, _) -> write(out, status(200));

    Receiver() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    }

    Receiver(ServerSocket server) {
        this.server = server;
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var connection = server.accept();
                connections.incrementAndGet();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            for (var call = read(in); call != null; call = read(in)) {
                calls.add(call);
                script.answer(call, connection.getOutputStream(), connection);
            }
        } catch (Exception e) {
            // the caller went away, or the script ended the connection
        }
    }

    private static Call read(InputStream in) throws IOException {
        var line = line(in);
        if (line == null) {
            return null;
        }
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        var length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Call(line, headers, body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    Receiver answering(Script answer) {
        script = answer;
        return this;
    }

    Receiver answering(String raw) {
        return answering((_, out, _) -> write(out, raw));
    }

    static String status(int status, String... headers) {
        return answer(status, "", headers);
    }

    static String answer(int status, String body, String... headers) {
        var length = body.getBytes(StandardCharsets.UTF_8).length;
        var head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "Content-Length: " + length + "\r\n\r\n" + body;
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many connections were ever made. */
    int connections() {
        return connections.get();
    }

    List<Call> calls() {
        return calls;
    }

    Call call() {
        return calls.getLast();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join(); // until then the system may still take a connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Closeable connection : open) {
            connection.close();
        }
    }
}
