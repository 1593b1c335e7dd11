package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class ControllersApiTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @Test
    void a_controller_shows_its_policy_its_counts_and_its_pause() {
        SERVICE.submit("{\"controller\":\"demo\",\"key\":\"a\",\"delay\":\"1h\"}");

        var demo = SERVICE.get("/api/v1/controllers/demo").hasStatus(200).json();

        assertThat(demo.propertyNames())
                .containsExactly(
                        "name",
                        "live",
                        "policy",
                        "concurrency",
                        "counts",
                        "paused",
                        "oldestDueAgeSeconds");
        assertThat(demo.path("live").asBoolean()).isTrue();
        assertThat(demo.at("/policy/initialDelay").asString()).isEqualTo("PT1S");
        assertThat(demo.at("/policy/maxAttempts").asInt()).isEqualTo(10);
        assertThat(demo.at("/policy/givesUpAfter").asString())
                .as("1+2+4+8+16+32+60+60+60 s")
                .isEqualTo("PT4M3S");
        assertThat(demo.at("/policy/givesUpEarliest").asString()).isEqualTo("PT3M2.25S");
        assertThat(demo.at("/policy/givesUpLatest").asString()).isEqualTo("PT4M18.75S");
        assertThat(demo.path("concurrency").asInt()).isEqualTo(4);
        assertThat(demo.at("/counts/QUEUED").asInt()).isEqualTo(1);
        assertThat(demo.at("/counts/FAILED").asInt()).isZero();
    }

    @Test
    void all_controllers_are_listed_by_name() {
        assertThat(
                        SERVICE.get("/api/v1/controllers")
                                .hasStatus(200)
                                .json()
                                .path("items")
                                .valueStream())
                .extracting(item -> item.path("name").asString())
                .containsSubsequence("demo", "full");
    }

    @Test
    void an_unknown_controller_is_answered_with_those_there_are() {
        for (var path : new String[] {"", "/plan"}) {
            assertThat(
                            SERVICE.get("/api/v1/controllers/dmo" + path)
                                    .isProblem(ProblemType.UNKNOWN_CONTROLLER)
                                    .text("/detail"))
                    .contains("did you mean demo?", "known are demo, full");
        }
        SERVICE.post("/api/v1/controllers/dmo/pause").isProblem(ProblemType.UNKNOWN_CONTROLLER);
        SERVICE.post("/api/v1/controllers/dmo/resume").isProblem(ProblemType.UNKNOWN_CONTROLLER);
    }

    @Test
    void a_pause_shows_since_when_by_whom_and_why_until_it_is_resumed() {
        try (var service = new ApiService()) {
            var pause = "/api/v1/controllers/demo/pause";
            var answer =
                    service.send(
                            service.request(pause)
                                    .header("Caller", "alice")
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                                    "{\"reason\":\"it is down\"}")));

            var paused = answer.hasStatus(200).json().path("paused");
            assertThat(paused.path("since").asString()).isEqualTo("2026-01-31T12:00:00.000Z");
            assertThat(paused.path("by").asString()).isEqualTo("alice");
            assertThat(paused.path("reason").asString()).isEqualTo("it is down");

            assertThat(service.submit("{\"controller\":\"demo\"}").text("/waitingFor/reason"))
                    .isEqualTo("paused");
            assertThat(service.post(pause).text("/paused/by"))
                    .as("an earlier pause stays")
                    .isEqualTo("alice");
            var resumed = service.post("/api/v1/controllers/demo/resume").hasStatus(200);
            assertThat(resumed.json().path("paused").isNull()).isTrue();
            assertThat(service.post(pause).text("/paused/by")).isEqualTo("anonymous");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"reason":1}             | /reason | must be a string
                    {"reason":"a\\u0000"}    | /reason | U+0000
                    {"reason":"\\ud800"}     | /reason | surrogate
                    {"raeson":"x"}           | /raeson | did you mean reason?
                    """)
    void a_wrong_reason_is_refused(String body, String pointer, String detail) {
        for (var action : new String[] {"pause", "resume"}) {
            var answer = SERVICE.post("/api/v1/controllers/demo/" + action, body);

            answer.isProblem(ProblemType.INVALID);
            assertThat(answer.detailAt(pointer)).contains(detail);
        }
        assertThat(SERVICE.get("/api/v1/controllers/demo").json().path("paused").isNull()).isTrue();
    }

    @Test
    void a_reason_has_at_most_500_characters() {
        var reason = "{\"reason\":\"" + "x".repeat(501) + "\"}";

        assertThat(SERVICE.post("/api/v1/controllers/demo/pause", reason).detailAt("/reason"))
                .contains("at most 500");
    }

    @Test
    void a_controller_that_only_tasks_are_left_of_is_shown_and_can_be_paused() {
        try (var service = new ApiService()) {
            service.leftBehind("gone", "k");

            var gone = service.get("/api/v1/controllers/gone").hasStatus(200).json();

            assertThat(gone.path("live").asBoolean()).isFalse();
            assertThat(gone.path("policy").isNull()).isTrue();
            assertThat(gone.path("concurrency").isNull()).isTrue();
            assertThat(gone.at("/counts/QUEUED").asInt()).isEqualTo(1);
            var task = service.get("/api/v1/tasks/gone/k").hasStatus(200).json();
            assertThat(task.at("/waitingFor/reason").asString()).isEqualTo("no-controller");
            assertThat(task.path("maxAttempts").isNull()).isTrue();
            service.get("/api/v1/tasks/gone/k/plan").isProblem(ProblemType.UNKNOWN_CONTROLLER);
            service.post("/api/v1/controllers/gone/pause").hasStatus(200);
            service.submit("{\"controller\":\"gone\"}").isProblem(ProblemType.UNKNOWN_CONTROLLER);
        }
    }

    @Test
    void a_plan_gives_the_schedule_as_offsets_from_the_first_start() {
        var plan = SERVICE.get("/api/v1/controllers/demo/plan").hasStatus(200).json();

        assertThat(plan.path("attempts").valueStream())
                .extracting(step -> step.path("nominalDelay").asString())
                .containsExactly(
                        "PT0S", "PT1S", "PT2S", "PT4S", "PT8S", "PT16S", "PT32S", "PT1M", "PT1M",
                        "PT1M");
        assertThat(plan.at("/attempts/2/earliest").asString()).isEqualTo("PT2.25S");
        assertThat(plan.at("/attempts/2/latest").asString()).isEqualTo("PT3.75S");
        assertThat(plan.path("givesUpAfter").asString()).isEqualTo("PT4M3S");
        var shorter = SERVICE.get("/api/v1/controllers/demo/plan?attempts=2").json();
        assertThat(shorter.path("attempts")).hasSize(2);
        assertThat(shorter.path("givesUpAfter").asString()).isEqualTo("PT1S");
        assertThat(
                        SERVICE.get("/api/v1/controllers/demo/plan?attempts=10000")
                                .json()
                                .path("attempts"))
                .hasSize(10_000);
        SERVICE.get("/api/v1/controllers/demo/plan?attempts=10001")
                .isProblem(ProblemType.BAD_REQUEST);
    }

    @Test
    void the_backlog_is_told_in_all_and_by_controller() {
        try (var service = new ApiService()) {
            service.submit("{\"controller\":\"demo\",\"key\":\"a\",\"spec\":{\"failTimes\":3}}");
            service.pass();
            service.submit("{\"controller\":\"demo\",\"key\":\"b\"}");
            service.submit("{\"controller\":\"full\",\"key\":\"c\"}");
            service.turn(Duration.ofMillis(500));

            var backlog = service.get("/api/v1/backlog").hasStatus(200).json();

            assertThat(backlog.path("ready").asInt()).isEqualTo(2);
            assertThat(backlog.path("backingOff").asInt()).isEqualTo(1);
            assertThat(backlog.path("running").asInt()).isZero();
            assertThat(backlog.path("oldestAgeSeconds").asDouble()).isEqualTo(0.5);
            assertThat(backlog.at("/controllers/demo/ready").asInt()).isEqualTo(1);
            assertThat(backlog.at("/controllers/full/backingOff").asInt()).isZero();
        }
    }
}
