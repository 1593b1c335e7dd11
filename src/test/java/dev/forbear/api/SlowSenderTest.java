package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** Who sends a byte now and then is cut off, whatever part of a request it is of. */
@Tag("slow")
class SlowSenderTest {

    private static final String POST =
            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 900000\r\n\r\n";

    private static final ApiService SERVICE =
            new ApiService(
                    new Limits(10, 10, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    ServiceErrorsConfiguration.class);

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    /** Sends a byte every 50 ms until the other side has closed; returns what came back. */
    private static String sent(String begin, String then) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), SERVICE.port())) {
            socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
            socket.setSoTimeout(50);
            var answer = new StringBuilder();
            var bytes = then.getBytes(ISO_8859_1);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isClosed(socket, bytes, answer));
            return answer.toString();
        }
    }

    private static boolean isClosed(Socket socket, byte[] bytes, StringBuilder answer) {
        try {
            socket.getOutputStream().write(bytes);
            var come = socket.getInputStream().readNBytes(1);
            answer.append(new String(come, UTF_8));
            while (socket.getInputStream().available() > 0) {
                var more = socket.getInputStream().readNBytes(socket.getInputStream().available());
                answer.append(new String(more, UTF_8));
            }
            return come.length == 0;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true; // reset: it does not wait for the rest
        }
    }

    @ParameterizedTest
    @CsvSource({"'GET /api/v1/ba', x", "'GET /api/v1/backlog HTTP/1.1\r\nHost: x\r\nX: y', x"})
    void in_the_head(String begin, String then) throws IOException {
        sent(begin, then);

        SERVICE.get("/api/v1/backlog").hasStatus(200);
    }

    @Test
    void in_the_body_of_a_call() throws IOException {
        var answer = sent(POST.formatted("/api/v1/tasks", "application/json") + "{\"key\":\"", "x");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"/problems/bad-request\"", "too slowly");
    }

    @Test
    void in_a_bulk_submission_of_which_the_whole_lines_are_kept() throws IOException {
        var begin = POST.formatted("/api/v1/tasks/bulk", "application/x-ndjson");

        var answer = sent(begin + "{\"controller\":\"demo\",\"key\":\"whole\"}\n{\"", "x");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("too slowly; the lines that came whole are submitted");
        SERVICE.get("/api/v1/tasks/demo/whole").hasStatus(200);
    }

    @Test
    void in_a_body_that_was_refused_and_is_sent_all_the_same() throws IOException {
        var answer = sent(POST.formatted("/api/v1/tasks", "text/plain"), "x");

        assertThat(answer).startsWith("HTTP/1.1 415");
    }

    @Test
    void a_connection_that_is_kept_is_not_a_slow_one() throws IOException {
        var head = "GET /problems/invalid HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), SERVICE.port())) {
            socket.getOutputStream().write(head);
            var length = read(socket);
            await().pollDelay(Duration.ofSeconds(2))
                    .until(() -> socket.getInputStream().available() == 0);

            socket.getOutputStream().write(head);

            assertThat(read(socket)).isEqualTo(length);
        }
    }

    @Test
    void a_connection_outlives_a_call_that_has_read_its_body() throws IOException {
        var post =
                "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "%sContent-Length: 2\r\n\r\n{}";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), SERVICE.port())) {
            socket.setSoTimeout(10_000);
            var both = post.formatted("") + post.formatted("Connection: close\r\n");
            socket.getOutputStream().write(both.getBytes(ISO_8859_1));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .containsPattern("(?s)HTTP/1.1 422.*HTTP/1.1 422");
        }
    }

    /** Reads one whole answer; returns its length. */
    private static int read(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        var answer = new StringBuilder();
        while (answer.indexOf("</html>\n") < 0) {
            var next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
        return answer.length();
    }
}
