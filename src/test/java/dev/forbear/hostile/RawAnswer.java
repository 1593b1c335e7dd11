package dev.forbear.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first answer of what came back on a connection; what is told meanwhile does not count. */
record RawAnswer(int status, List<String> head, String body) {

    private static final Pattern STATUS = Pattern.compile("\"status\":(\\d+)");
    private static final String PROBLEM = "Content-Type: application/problem+json";

    /** Empty if nothing came: the connection was closed without a word. */
    static Optional<RawAnswer> of(byte[] all) {
        var text = new String(all, ISO_8859_1);
        while (text.startsWith("HTTP/1.1 1")) {
            text = text.substring(text.indexOf("\r\n\r\n") + 4);
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/")) { // HTTP/0.9 has no head
            var told = STATUS.matcher(text);
            var refused = told.find() ? Integer.parseInt(told.group(1)) : 200;
            return Optional.of(new RawAnswer(refused, List.of(PROBLEM), text));
        }
        var head = text.substring(0, end).lines().toList();
        var status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
        var answer = new RawAnswer(status, head, "");
        var rest = text.substring(end + 4);
        var body = answer.header("Transfer-Encoding").equals("chunked") ? joined(rest) : rest;
        return Optional.of(
                new RawAnswer(status, head, new String(body.getBytes(ISO_8859_1), UTF_8)));
    }

    private static String joined(String chunks) {
        var out = new ByteArrayOutputStream();
        for (var at = 0; at < chunks.length(); ) {
            var end = chunks.indexOf("\r\n", at);
            if (end < 0) {
                break;
            }
            var size = Integer.parseInt(chunks.substring(at, end), 16);
            var from = end + 2;
            out.writeBytes(
                    chunks.substring(from, Math.min(chunks.length(), from + size))
                            .getBytes(ISO_8859_1));
            at = from + size + 2;
        }
        return out.toString(ISO_8859_1);
    }

    String header(String name) {
        return head.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
