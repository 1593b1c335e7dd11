package dev.forbear.breaking;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request as it came.
 *
 * @param headers by their names in lower case
 */
record HttpRequest(Map<String, String> headers, String body) {

    String header(String name) {
        var value = headers.get(name);
        if (value == null) {
            throw new IllegalStateException("a call without the header " + name + ": " + headers);
        }
        return value;
    }

    /** Waits for one and reads it; null if the caller sends no more. */
    static @Nullable HttpRequest read(InputStream in) throws IOException {
        var head = head(in);
        if (head.isEmpty()) {
            return null;
        }
        var headers = new HashMap<String, String>();
        head.lines()
                .skip(1)
                .map(line -> line.split(":", 2))
                .forEach(h -> headers.put(h[0].toLowerCase(Locale.ROOT), h[1].strip()));
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new HttpRequest(headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Byte by byte, so that nothing of the body is taken. */
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (var newlines = 0; newlines < 2; ) {
            var next = in.read();
            if (next < 0) {
                return "";
            }
            if (next != '\r') {
                newlines = next == '\n' ? newlines + 1 : 0;
                head.write(next);
            }
        }
        return head.toString(StandardCharsets.US_ASCII).strip();
    }
}
