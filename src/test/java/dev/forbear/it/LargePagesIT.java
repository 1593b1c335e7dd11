package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pages of large specs, however many at a time, leave the service its memory. */
class LargePagesIT {

    private static final int TASKS = 164;
    private static final int CALLS = 100;

    @Test
    void a_hundred_at_a_time_are_answered_or_told_to_come_again_within_512_mib(@TempDir Path folder)
            throws Exception {
        try (var service = service(folder)) {
            var lines =
                    IntStream.range(0, TASKS)
                            .mapToObj(i ->
                                    "{\"controller\":\"demo\",\"key\":\"k%d\",\"delay\":\"1h\",\"spec\":{\"error\":\"%s\"}}"
                                            .formatted(i, "x".repeat(65_000)))
                            .collect(Collectors.joining("\n"));
            assertThat(service.post("/api/v1/tasks/bulk", "application/x-ndjson", lines).body())
                    .contains("\"line\":" + TASKS + ",\"status\":202");

            var statuses =
                    Stream.generate(() ->
                                    CompletableFuture.supplyAsync(
                                            () -> status(service), Thread::startVirtualThread))
                            .limit(CALLS)
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .collect(Collectors.toSet());

            assertThat(statuses).contains(200).isSubsetOf(200, 429);
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private static ServiceProcess service(Path folder) {
        return ServiceProcess.small(512, folder.resolve("data"), "--forbear.demo.enabled=true")
                .awaitReady();
    }

    private static int status(ServiceProcess service) {
        try {
            return service.get("/api/v1/tasks?limit=1000").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
