package dev.forbear.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One HTTP connection that is kept alive, with as little work for the client as can be: it shares
 * the cores with the service that it measures. For one thread.
 */
final class Wire implements AutoCloseable {

    private final int port;
    private final String key;
    private Socket socket;
    private InputStream in;
    private boolean closing;

    /** What came back. */
    record Answer(int status, String body) {

        /** Its body, if it is a success. */
        String ok() {
            if (status / 100 != 2) {
                throw new IllegalStateException("the service answered " + status + ": " + body);
            }
            return body;
        }
    }

    Wire(int port, String key) throws IOException {
        this.port = port;
        this.key = key;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        closing = false;
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "application/json", new byte[0]);
    }

    Answer post(String path, String json) throws IOException {
        return send("POST", path, "application/json", json.getBytes(UTF_8));
    }

    Answer postLines(String path, byte[] lines) throws IOException {
        return send("POST", path, "application/x-ndjson", lines);
    }

    private Answer send(String method, String path, String type, byte[] body) throws IOException {
        var head =
                method
                        + ' '
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        var request = new ByteArrayOutputStream(head.length() + body.length);
        request.writeBytes(head.getBytes(ISO_8859_1));
        request.writeBytes(body);
        if (closing) { // the service keeps a connection for so many requests only
            socket.close();
            connect();
        }
        request.writeTo(socket.getOutputStream());
        return answer();
    }

    private Answer answer() throws IOException {
        var status = Integer.parseInt(line().split(" ", -1)[1]);
        var length = 0;
        var chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            }
            closing |= lower.equals("connection: close");
            chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
        }
        return new Answer(status, new String(chunked ? chunks() : in.readNBytes(length), UTF_8));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = size(); size > 0; size = size()) {
            body.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int size() throws IOException {
        return Integer.parseInt(line().split(";", -1)[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the service closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
