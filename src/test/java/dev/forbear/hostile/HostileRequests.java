package dev.forbear.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Requests that no client would send, the same ones for the same seed: most are right but for one
 * or two of their parts, so that they come past the first check.
 */
final class HostileRequests {

    private static final List<String> METHODS =
            List.of(
                    "GET",
                    "POST",
                    "GET",
                    "POST",
                    "GET",
                    "POST",
                    "DELETE",
                    "HEAD",
                    "PUT",
                    "PATCH",
                    "OPTIONS",
                    "TRACE",
                    "CONNECT",
                    "get",
                    "PROPFIND",
                    "G\tT",
                    "",
                    "POST ",
                    "\u00ff");
    private static final List<String> VERSIONS =
            List.of(
                    "HTTP/1.0",
                    "HTTP/2.0",
                    "HTTP/0.9",
                    "HTTP/1.2",
                    "HTTP/1.1 x",
                    "http/1.1",
                    "FTP/1",
                    "",
                    "HTTP/99999999999.1");
    private static final List<String> HEADERS =
            List.of(
                    "Content-Encoding: gzip",
                    "Transfer-Encoding: gzip",
                    "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
                    "Content-Length: -1",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: 7\r\nContent-Length: 9",
                    "Content-Length: 0x10",
                    "Content-Length: 900000",
                    "Expect: 100-continue",
                    "Expect: a miracle",
                    "Idempotency-Key: a",
                    "Idempotency-Key: b",
                    "Idempotency-Key: \u00e4",
                    "Idempotency-Key:",
                    "Host: another",
                    "Host: a b",
                    String.join(
                            "\r\n",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABk"),
                    "Connection: upgrade\r\nUpgrade: websocket",
                    "Range: bytes=0-1,5-",
                    "If-None-Match: *",
                    "If-Modified-Since: yesterday",
                    "Origin: http://evil.test\r\nAccess-Control-Request-Method: POST",
                    "Cookie: JSESSIONID=x; $Version=9; a=\"",
                    "Forwarded: for=\"[::1]:x\";proto=javascript",
                    "X-Forwarded-For: 1.2.3.4, ${jndi:ldap://x}",
                    "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 99999999",
                    "X-HTTP-Method-Override: DELETE",
                    "Accept-Language: \u00e4;q=9",
                    "Accept-Charset: x;q=nan",
                    "Accept-Encoding: gzip;q=0, *;q=x",
                    "traceparent: 00-zz-zz-zz",
                    "A space: x",
                    "NoColon",
                    ": no name",
                    " folded: x",
                    "X: \u0000",
                    "X: \u0001\u007f",
                    "Content-Type: application/json",
                    "Authorization: Bearer fbr_second");
    private static final List<String> TYPES =
            List.of(
                    "application/x-ndjson",
                    "text/plain",
                    "application/json;charset=UTF-16",
                    "application/json;charset=nope",
                    "application/json;;;=",
                    "application/*",
                    "*/*",
                    "multipart/form-data; boundary=x",
                    "multipart/form-data",
                    "application/x-www-form-urlencoded",
                    "x",
                    "");
    private static final List<String> ACCEPTS =
            List.of("application/json", "*/*", "image/png", "text/html", "x", "*", "a/b;q=2", "");

    private final Random random;
    private final String key;
    private final HostilePaths paths;
    private final HostileBodies bodies;

    HostileRequests(long seed, String key) {
        this.random = new Random(seed);
        this.key = key;
        this.paths = new HostilePaths(random);
        this.bodies = new HostileBodies(random);
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** The bytes of one request; its connection is to be closed after it. */
    byte[] next() {
        var path = paths.next();
        var method = oneIn(3) ? any(METHODS) : paths.methodOf(path);
        var body = method.equals("GET") && !oneIn(9) ? new byte[0] : bodies.of(path);
        var head = new StringBuilder(method).append(' ').append(path);
        head.append(oneIn(40) ? " " + any(VERSIONS) : " HTTP/1.1")
                .append(oneIn(90) ? "\n" : "\r\n");
        if (!oneIn(60)) {
            head.append("Host: x\r\n");
        }
        head.append("Connection: close\r\n");
        if (!oneIn(8)) {
            head.append("Authorization: ").append(authorization()).append("\r\n");
        }
        type(head, path, body);
        if (oneIn(6)) {
            head.append("Accept: ").append(any(ACCEPTS)).append("\r\n");
        }
        while (oneIn(4)) {
            head.append(any(HEADERS)).append("\r\n");
        }
        if (oneIn(150)) {
            head.append("X-Long: ").append("y".repeat(1 + random.nextInt(40_000))).append("\r\n");
        }
        if (oneIn(200)) {
            head.append("X: y\r\n".repeat(200));
        }
        return request(head, body);
    }

    private String authorization() {
        return switch (random.nextInt(14)) {
            case 0 -> "Bearer fbr_" + "x".repeat(random.nextInt(2_000));
            case 1 -> "Basic YWRtaW46YWRtaW4=";
            case 2 -> "Bearer  " + key;
            case 3 -> "\u00e4";
            default -> "Bearer " + key;
        };
    }

    private void type(StringBuilder head, String path, byte[] body) {
        if (body.length > 0 && !oneIn(12)) {
            var right = path.contains("bulk") ? "application/x-ndjson" : "application/json";
            head.append("Content-Type: ").append(oneIn(6) ? any(TYPES) : right).append("\r\n");
        }
    }

    private byte[] request(StringBuilder head, byte[] body) {
        var out = new ByteArrayOutputStream();
        var chunked = body.length > 0 && oneIn(5);
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0 && !oneIn(30)) {
            var wrong = oneIn(25) ? random.nextInt(20) - 10 : 0;
            head.append("Content-Length: ").append(body.length + wrong).append("\r\n");
        }
        head.append("\r\n");
        out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (chunked) {
            chunks(out, body);
        } else {
            out.writeBytes(body);
        }
        return oneIn(100) ? cut(out.toByteArray()) : out.toByteArray();
    }

    private void chunks(ByteArrayOutputStream out, byte[] body) {
        for (var from = 0; from < body.length; ) {
            var size = Math.min(body.length - from, 1 + random.nextInt(100_000));
            var told = oneIn(30) ? "zz" : Integer.toHexString(size);
            ascii(out, told + (oneIn(20) ? ";x=\"y" : "") + "\r\n");
            out.write(body, from, size);
            ascii(out, oneIn(40) ? "" : "\r\n");
            from += size;
        }
        ascii(out, oneIn(20) ? "0\r\nTrailer: \u0000\r\n\r\n" : "0\r\n\r\n");
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(Charset.forName("ISO-8859-1")));
    }

    private byte[] cut(byte[] whole) {
        return java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
    }
}
