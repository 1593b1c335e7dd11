package dev.forbear.breaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.Fact.CallBegun;
import dev.forbear.breaking.check.Fact.CallEnded;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

class ReceiverTest {

    private final Records records;
    private final Receiver receiver;

    ReceiverTest(@TempDir Path folder) throws IOException {
        records = new Records(folder.resolve("records"));
        receiver = new Receiver(records);
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
        records.close();
    }

    private int call(HttpClient client, Work work, int attempt) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(receiver.url()))
                        .header("Idempotency-Key", "http/k/u-id-2")
                        .header("Forbear-Attempt", String.valueOf(attempt))
                        .header("Forbear-Max-Attempts", "3")
                        .header("X-Life", "a-1")
                        .POST(BodyPublishers.ofString(work.json()))
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private <F extends Fact> List<F> seen(Class<F> kind) {
        return records.all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void a_call_is_answered_as_its_work_says_and_recorded_from_begin_to_end() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            assertThat(call(client, new Work(7, 1, 1, 200), 1)).isEqualTo(503);
            assertThat(call(client, new Work(7, 1, 1, 200), 2)).isEqualTo(200);
            assertThat(call(client, new Work(8, 1, 0, 400), 1)).isEqualTo(400);
        }

        assertThat(seen(CallBegun.class).getFirst())
                .isEqualTo(
                        new CallBegun(
                                seen(CallBegun.class).getFirst().at(),
                                1,
                                "k",
                                "u-id",
                                2,
                                1,
                                3,
                                "a-1",
                                7));
        assertThat(seen(CallEnded.class))
                .extracting(CallEnded::status)
                .containsExactly(503, 200, 400);
        assertThat(seen(CallEnded.class)).extracting(CallEnded::call).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_call_whose_caller_hangs_up_ends_then() throws Exception {
        var body = new Work(7, 60_000, 0, 200).json();
        try (var caller =
                new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(receiver.url()).getPort())) {
            var request =
                    """
                    POST / HTTP/1.1
                    Idempotency-Key: http/k/u-1
                    Forbear-Attempt: 1
                    Forbear-Max-Attempts: 3
                    X-Life: a-1
                    Content-Length: %d

                    %s\
                    """
                            .formatted(body.length(), body);
            caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            await().until(() -> seen(CallBegun.class).size() == 1);
            assertThat(seen(CallEnded.class)).isEmpty();
        }

        await().until(() -> seen(CallEnded.class).size() == 1);
        assertThat(seen(CallEnded.class)).extracting(CallEnded::status).containsExactly(0);
    }
}
