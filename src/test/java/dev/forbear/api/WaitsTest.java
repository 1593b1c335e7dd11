package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

@Tag("slow")
class WaitsTest {

    private static final ApiService SERVICE = new ApiService(new Limits(3, 1, Duration.ZERO));
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final ApiService service = SERVICE;
    private final Waits waits = service.bean(Waits.class);
    private final String key = "k" + KEYS.incrementAndGet();

    @BeforeEach
    void start() {
        waits.start();
    }

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private String submitted(String spec) {
        return service.submit(
                        "{\"controller\":\"demo\",\"key\":\"%s\",\"spec\":%s}".formatted(key, spec))
                .hasStatus(202)
                .header("Location");
    }

    private CompletableFuture<Answer> reading(String path) {
        var before = waits.size();
        var answer =
                CompletableFuture.supplyAsync(() -> service.get(path), Thread::startVirtualThread);
        await().until(() -> waits.size() > before || answer.isDone());
        return answer;
    }

    @Test
    void an_ended_task_is_answered_at_once() {
        var place = submitted("{}");
        service.pass();

        assertThat(service.get(place + "?wait=50s").hasStatus(200).text("/state"))
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void a_task_is_answered_when_it_leaves_the_state_that_it_was_in() throws Exception {
        var place = submitted("{\"failTimes\":1}");
        var answer = reading(place + "?wait=50s");
        assertThat(answer).isNotDone();

        service.pass();

        assertThat(answer.get(10, SECONDS).text("/state")).isIn("RUNNING", "BACKING_OFF");
        assertThat(waits.size()).isZero();
        assertThat(service.watchers.size()).isZero();
    }

    @Test
    void with_until_ended_it_is_answered_when_it_ends_and_not_before() throws Exception {
        var place = submitted("{\"failTimes\":1}");
        var answer = reading(place + "?wait=50s&until=ended");
        service.pass();
        assertThat(service.get(place).text("/state")).isEqualTo("BACKING_OFF");
        assertThat(answer).isNotDone();

        service.turn(Duration.ofSeconds(1));
        service.pass();

        assertThat(answer.get(10, SECONDS).text("/state")).isEqualTo("SUCCEEDED");
    }

    @Test
    void when_the_time_is_over_the_task_is_answered_as_it_is() {
        var place = submitted("{}");

        assertThat(service.get(place + "?wait=20ms").hasStatus(200).text("/state"))
                .isEqualTo("QUEUED");
        assertThat(waits.size()).isZero();
        assertThat(service.watchers.size()).isZero();
    }

    @Test
    void a_change_of_a_task_that_stays_queued_is_not_what_is_waited_for() {
        var place = submitted("{}");
        var answer = reading(place + "?wait=50s");

        submitted("{\"failTimes\":0}");

        assertThat(service.get(place).text("/generation")).isEqualTo("2");
        assertThat(answer).isNotDone();
        waits.stop();
        assertThat(answer.join().text("/state")).isEqualTo("QUEUED");
    }

    @Test
    void a_retry_of_a_task_that_stays_backing_off_is_not_what_is_waited_for() throws Exception {
        var place = submitted("{\"failTimes\":1}");
        service.pass();
        var answer = reading(place + "?wait=50s");

        service.post(place + "/retry", "").hasStatus(202);
        await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());

        service.pass();
        assertThat(answer.get(10, SECONDS).text("/state")).isIn("RUNNING", "SUCCEEDED");
    }

    @Test
    void what_is_not_there_is_not_waited_for() {
        service.get("/api/v1/tasks/demo/nothing?wait=50s").isProblem(ProblemType.NOT_FOUND);
        assertThat(service.watchers.size()).isZero();
    }

    @Test
    void no_more_than_the_limit_wait_and_the_next_is_told_to_come_again() throws Exception {
        var place = submitted("{}");
        var answers = new ArrayList<CompletableFuture<Answer>>();
        for (var i = 0; i < 3; i++) {
            answers.add(reading(place + "?wait=50s"));
        }

        var answer = service.get(place + "?wait=50s");

        answer.isProblem(ProblemType.TOO_MANY_REQUESTS);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        service.pass();
        for (var waiting : answers) {
            waiting.get(10, SECONDS).hasStatus(200);
        }
    }

    @Test
    void a_shutdown_answers_all_that_wait_and_what_comes_after() throws Exception {
        var place = submitted("{}");
        var answer = reading(place + "?wait=50s");

        waits.stop();

        assertThat(answer.get(10, SECONDS).text("/state")).isEqualTo("QUEUED");
        service.get(place + "?wait=50s").hasStatus(200);
        assertThat(waits.getPhase()).isEqualTo(Integer.MAX_VALUE);
        assertThat(service.watchers.size()).isZero();
    }

    @Test
    void a_store_that_goes_away_meanwhile_is_told_of_and_nothing_leaks() throws Exception {
        var place = submitted("{}");
        var answer = reading(place + "?wait=50s");

        service.away = true;

        answer.get(10, SECONDS).isProblem(ProblemType.STORE_AWAY);
        assertThat(waits.size()).isZero();
        assertThat(service.watchers.size()).isZero();
        service.away = false;
    }
}
