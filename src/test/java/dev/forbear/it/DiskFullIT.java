package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes the space away from the real process, and gives it back. */
class DiskFullIT {

    private static final String KIB_60 = "x".repeat(60 * 1024);

    @Test
    void a_full_disk_is_said_loses_nothing_and_work_goes_on_when_there_is_space(
            @TempDir Path folder) throws Exception {
        var limit = "ulimit -S -f 4096"; // KiB: no file grows beyond, as on a full disk
        try (var service =
                ServiceProcess.limited(
                                limit, folder.resolve("data"), "--spring.profiles.active=demo")
                        .awaitReady()) {
            var acknowledged = new ArrayList<String>();

            var refusal = fill(service, acknowledged);

            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
            assertThat(refusal.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(refusal.body()).contains("/problems/store-away");
            assertThat(service.get("/livez").statusCode()).isEqualTo(200);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);

            FileSizes.unlimit(service.process().pid());

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> submit(service, "afterwards").statusCode() == 202);
            acknowledged.add("afterwards");
            assertAllAreThere(service, acknowledged);
            service.kill();
            try (var next =
                    ServiceProcess.jar(folder.resolve("data"), "--spring.profiles.active=demo")
                            .awaitReady()) {
                assertAllAreThere(next, acknowledged);
            }
        }
    }

    private static HttpResponse<String> fill(ServiceProcess service, List<String> acknowledged)
            throws Exception {
        for (var i = 0; i < 500; i++) {
            var answer = submit(service, "k" + i);
            if (answer.statusCode() != 202) {
                return answer;
            }
            acknowledged.add("k" + i);
        }
        throw new AssertionError("500 tasks of 60 KiB went into 4 MiB");
    }

    private static HttpResponse<String> submit(ServiceProcess service, String key)
            throws Exception {
        return service.post(
                "/api/v1/tasks",
                """
                {"controller":"demo","key":"%s","delay":"1h","spec":{"error":"%s"}}\
                """
                        .formatted(key, KIB_60));
    }

    private static void assertAllAreThere(ServiceProcess service, List<String> keys)
            throws Exception {
        for (var key : keys) {
            assertThat(service.get("/api/v1/tasks/demo/" + key).statusCode())
                    .as(key)
                    .isEqualTo(200);
        }
    }
}
