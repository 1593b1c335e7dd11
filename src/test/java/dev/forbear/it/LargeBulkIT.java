package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is sent in bulk is as large as its sender likes, and costs the service no more memory. */
class LargeBulkIT {

    private static final Pattern STATUS =
            Pattern.compile("(?m)^\\{\"line\":\\d+,\"status\":(\\d+)");
    private static final int MIB = 1024 * 1024;

    /** Of the whole process, of which the service at rest has a good part for itself. */
    private static final int HEAP = 64;

    private static final int SHORT = 50_000;
    private static final int LONG = 2_400;

    /** As many as are answered at the end of the body. */
    private static final int WRONG = 9_980;

    private static final int CALLS = 16;

    @Test
    void a_gib_of_lines_long_and_short_is_answered_within_64_mib_of_heap(@TempDir Path folder)
            throws Exception {
        try (var service = ServiceProcess.small(HEAP, folder.resolve("data")).awaitReady();
                var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            var sent = CompletableFuture.supplyAsync(() -> send(socket, key(service)));

            var answers = statuses(socket);

            assertThat(sent.join()).isGreaterThan(1024L * MIB);
            assertThat(answers)
                    .containsEntry("413", 1 + LONG)
                    .containsEntry("422", SHORT)
                    .hasSize(2);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void lines_that_are_wrong_all_over_are_answered_within_64_mib_of_heap(@TempDir Path folder)
            throws Exception {
        try (var service = ServiceProcess.small(HEAP, folder.resolve("data")).awaitReady()) {
            assertThat(refusals(service)).isEqualTo(WRONG);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void as_many_such_calls_as_may_be_under_way_are_answered_within_512_mib(@TempDir Path folder)
            throws Exception {
        try (var service = ServiceProcess.small(512, folder.resolve("data")).awaitReady()) {
            var calls =
                    Stream.generate(() ->
                                    CompletableFuture.supplyAsync(
                                            () -> refusals(service), Thread::startVirtualThread))
                            .limit(CALLS)
                            .toList();

            assertThat(calls).extracting(CompletableFuture::join).containsOnly(WRONG);
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        }
    }

    /** How many lines were refused by one call, of which each has five unknown fields. */
    private static int refusals(ServiceProcess service) {
        var fields =
                IntStream.range(0, 5)
                        .mapToObj(i -> "\"" + i + "x".repeat(300) + "\":1")
                        .collect(Collectors.joining(","));
        try {
            var answer =
                    service.post(
                            "/api/v1/tasks/bulk",
                            "application/x-ndjson",
                            ("{" + fields + "}\n").repeat(WRONG));
            assertThat(answer.statusCode()).isEqualTo(200);
            return (int) STATUS.matcher(answer.body()).results().count();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String key(ServiceProcess service) {
        try {
            return service.key();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * One line that does not end for 600 MiB, many that ask for nothing, many with a large spec.
     */
    private static long send(Socket socket, String key) {
        try {
            var out = new BufferedOutputStream(socket.getOutputStream(), MIB);
            var head =
                    List.of(
                            "POST /api/v1/tasks/bulk HTTP/1.1",
                            "Host: x",
                            "Connection: close",
                            "Content-Type: application/x-ndjson",
                            "Transfer-Encoding: chunked",
                            "Authorization: Bearer " + key,
                            "",
                            "");
            out.write(String.join("\r\n", head).getBytes(ISO_8859_1));
            var spec = "{\"controller\":\"http\",\"spec\":\"" + "x".repeat(190 * 1024) + "\"}\n";
            var sent = chunks(out, "x".repeat(MIB), 600) + chunks(out, "\n", 1);
            sent += chunks(out, "{}\n".repeat(1_000), SHORT / 1_000) + chunks(out, spec, LONG);
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
            return sent;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long chunks(OutputStream out, String text, int times) throws IOException {
        var bytes = text.getBytes(ISO_8859_1);
        for (var i = 0; i < times; i++) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(ISO_8859_1));
        }
        return (long) bytes.length * times;
    }

    /** How many lines were answered by each status. */
    private static Map<String, Integer> statuses(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        while (!line(in).isEmpty()) {
            // the head
        }
        var statuses = new TreeMap<String, Integer>();
        var left = "";
        for (var size = size(in); size > 0; size = size(in)) {
            var text = left + new String(in.readNBytes(size), ISO_8859_1);
            left = text.substring(text.lastIndexOf('\n') + 1);
            var status = STATUS.matcher(text.substring(0, text.length() - left.length()));
            while (status.find()) {
                statuses.merge(status.group(1), 1, Integer::sum);
            }
            line(in);
        }
        return statuses;
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
