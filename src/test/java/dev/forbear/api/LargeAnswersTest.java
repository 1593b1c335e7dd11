package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** What calls may hold together of the heap: here there is room for one of each. */
@Tag("slow")
@Timeout(60)
class LargeAnswersTest {

    private static final Memory.Size ROOM =
            new Memory.Size(Memory.PAGE, 300, 1, Duration.ofMillis(50));
    private static final String LIST = "/api/v1/tasks?limit=1000";

    private final ApiService service =
            new ApiService(new Limits(10, 1, Duration.ofSeconds(1), Duration.ofSeconds(20), ROOM));

    /** A page of 6 MB, which no buffers of two sockets hold. */
    @BeforeEach
    void submit() {
        var spec = "{\"a\":\"" + "x".repeat(60_000) + "\"}";
        var lines = new StringBuilder();
        for (var i = 0; i < 110; i++) {
            lines.append(
                    "{\"controller\":\"demo\",\"key\":\"k" + i + "\",\"spec\":" + spec + "}\n");
        }
        service.post("/api/v1/tasks/bulk", "application/x-ndjson", lines.toString()).hasStatus(200);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private static byte[] head(String request, String... headers) {
        var more = String.join("\r\n", headers);
        return (request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private Socket connected() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The whole answer, also where it is one that the document does not have. */
    private String answer(String path) {
        return service.raw(request(path));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    @Test
    void while_a_caller_does_not_read_his_page_another_is_told_to_come_again() throws Exception {
        try (var slow = connected()) {
            slow.getOutputStream().write(head("GET " + LIST));
            assertThat(slow.getInputStream().read()).isEqualTo('H');

            assertThat(answer(LIST))
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: 5", "/problems/too-many-requests");
            service.get("/api/v1/tasks/demo/k1").hasStatus(200);

            slow.getInputStream().readAllBytes();
        }

        await().untilAsserted(() -> assertThat(answer(LIST)).startsWith("HTTP/1.1 200"));
    }

    @Test
    void a_caller_who_goes_away_gives_his_share_back() throws Exception {
        try (var gone = connected()) {
            gone.getOutputStream().write(head("GET " + LIST));
            assertThat(gone.getInputStream().read()).isEqualTo('H');
        }

        await().untilAsserted(() -> assertThat(answer(LIST)).startsWith("HTTP/1.1 200"));
    }

    @Test
    void so_does_a_page_that_is_refused() {
        for (var i = 0; i < 3; i++) {
            service.get("/api/v1/tasks?cursor=rubbish").isProblem(ProblemType.BAD_REQUEST);
        }

        service.get("/api/v1/tasks?limit=1").hasStatus(200);
    }

    @Test
    void a_long_plan_takes_its_share_too_and_a_short_one_none() {
        var none = new Memory.Size(Memory.PLAN - 1, 300, 1, Duration.ZERO);
        try (var full =
                new ApiService(new Limits(10, 1, Duration.ZERO, Duration.ofSeconds(20), none))) {
            var plan = "/api/v1/controllers/demo/plan?attempts=";

            assertThat(full.raw(request(plan + "501"))).startsWith("HTTP/1.1 429");
            full.get(plan + "500").hasStatus(200);
        }
    }

    @Test
    void while_large_bodies_hang_others_are_told_to_come_again_and_short_ones_are_taken()
            throws Exception {
        try (var slow = connected()) {
            var head =
                    head(
                            "POST /api/v1/tasks",
                            "Content-Type: application/json",
                            "Content-Length: 100001");
            slow.getOutputStream().write(head);
            slow.getOutputStream().write(" ".repeat(100_000).getBytes(ISO_8859_1));
            var large = "{\"controller\":\"demo\",\"spec\":\"" + "x".repeat(60_000) + "\"}";

            await().untilAsserted(() -> {
                var refused = service.submit(large).isProblem(ProblemType.TOO_MANY_REQUESTS);
                assertThat(refused.header("Retry-After")).isEqualTo("5");
            });
            service.submit("{\"controller\":\"demo\"}").hasStatus(202);
        }

        await().untilAsserted(() -> {
            var spec = "{\"a\":\"" + "x".repeat(60_000) + "\"}";
            service.submit("{\"controller\":\"demo\",\"spec\":" + spec + "}").hasStatus(202);
        });
    }

    @Test
    void a_body_that_only_gives_a_reason_is_short() {
        service.post("/api/v1/controllers/demo/pause", " ".repeat(16 * 1024) + "{}")
                .isProblem(ProblemType.TOO_LARGE);
        service.post("/api/v1/controllers/demo/pause", " ".repeat(16 * 1024 - 2) + "{}")
                .hasStatus(200);
    }
}
