package dev.forbear.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** A caller that sends chunk by chunk and reads in between. */
final class Dialogue implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;
    private int left;

    Dialogue(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        send(
                "POST "
                        + "/api/v1/tasks/bulk"
                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                        + "application/x-ndjson"
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    void chunk(String text) throws IOException {
        send(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
    }

    void end() throws IOException {
        send("0\r\n\r\n");
    }

    /** The next answer to a line; chunks may begin and end within it. */
    JsonNode answer() throws IOException {
        var text = new StringBuilder();
        while (text.isEmpty() || text.charAt(text.length() - 1) != '\n') {
            if (left == 0) {
                nextChunk();
            }
            text.append((char) in.read());
            left--;
        }
        return new JsonMapper().readTree(text.toString());
    }

    /** Reads the head or the end of the chunk before; a short answer comes in one piece. */
    private void nextChunk() throws IOException {
        var whole = 0;
        while (true) {
            var line = in.readLine();
            if (line.matches("[0-9a-fA-F]+")) {
                left = Integer.parseInt(line, 16);
                return;
            }
            if (line.startsWith("Content-Length: ")) {
                whole = Integer.parseInt(line.substring(16));
            }
            if (line.isEmpty() && whole > 0) {
                left = whole;
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
