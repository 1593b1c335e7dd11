package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.Engine;
import dev.forbear.store.PostgresPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import java.time.Duration;
import java.util.List;

/** Three replicas of the service on one database: what is asked of one holds for all. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class SharedStoreContract {

    private static final Duration SOON = Duration.ofSeconds(20);

    private List<SharedService> replicas = List.of();

    /** The properties that lead to the database. */
    abstract String[] properties();

    @BeforeAll
    void start() throws Exception {
        replicas = List.of(another(), another(), another());
    }

    private SharedService another() {
        return SharedService.started(properties());
    }

    @AfterAll
    void end() {
        replicas.forEach(SharedService::close);
    }

    private SharedService replica(int number) {
        return replicas.get(number);
    }

    private static int running(SharedService replica) {
        return replica.bean(Engine.class).running("demo");
    }

    private static void awaitTask(SharedService replica, String key, String... parts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(replica.task(key)).contains(parts));
    }

    @Test
    void a_task_is_the_same_on_each() throws Exception {
        replica(0).submit("same", "{}");

        for (var replica : replicas) {
            awaitTask(replica, "same", "\"state\":\"SUCCEEDED\"", "\"attempts\":1");
        }
    }

    @Test
    void a_pause_on_one_holds_on_all_until_another_lifts_it() throws Exception {
        replica(0).call("POST", "/api/v1/controllers/demo/pause", "{\"reason\": \"test\"}");
        for (var replica : replicas) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(replica.get("/api/v1/controllers/demo").body())
                                    .contains("\"reason\":\"test\""));
            assertThat(replica.get("/actuator/forbear").body()).contains("test");
        }
        replica(1).submit("paused", "{}");
        assertThat(replica(2).task("paused")).contains("\"state\":\"QUEUED\"");

        replica(2).call("POST", "/api/v1/controllers/demo/resume", "{}");

        awaitTask(replica(0), "paused", "\"state\":\"SUCCEEDED\"");
    }

    @Test
    void a_cancel_on_one_interrupts_the_attempt_on_another() throws Exception {
        replica(0).submit("cancelled", "{\"sleep\": \"1h\"}");
        awaitTask(replica(1), "cancelled", "\"state\":\"RUNNING\"");

        for (var replica : replicas) { // two of them do not run it
            replica.call("DELETE", "/api/v1/tasks/demo/cancelled", "");
        }

        for (var replica : replicas) {
            awaitTask(replica, "cancelled", "\"state\":\"CANCELLED\"");
            await().atMost(SOON).until(() -> running(replica) == 0);
        }
    }

    @Test
    void a_retry_on_one_cuts_the_backoff_short() throws Exception {
        replica(0).submit("retried", "{\"failTimes\": 1, \"retryAfter\": \"10m\"}");
        awaitTask(replica(1), "retried", "\"state\":\"BACKING_OFF\"");

        assertThat(replica(2).call("POST", "/api/v1/tasks/demo/retried/retry", "").statusCode())
                .isEqualTo(202);

        awaitTask(replica(1), "retried", "\"state\":\"SUCCEEDED\"", "\"attempts\":2");
    }

    @Test
    void what_one_that_is_cut_off_had_runs_on_the_others() throws Exception {
        replica(0).call("POST", "/api/v1/controllers/demo/pause", "{}");
        try (var victim = another()) {
            for (var i = 0; i < 40; i++) {
                victim.submit("cut-" + i, "{\"sleep\": \"5s\"}");
            }
            victim.call("POST", "/api/v1/controllers/demo/resume", "{}"); // the first to know
            await().atMost(SOON).until(() -> running(victim) > 0);

            victim.bean(PostgresPool.class).close();

            for (var i = 0; i < 40; i++) {
                var key = "cut-" + i;
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() ->
                                assertThat(replica(0).task(key))
                                        .contains("\"state\":\"SUCCEEDED\""));
            }
            assertThat(victim.get("/api/v1/tasks/demo/cut-0").statusCode()).isEqualTo(503);
        }
    }
}
