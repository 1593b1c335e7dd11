package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Engine;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskEvents;
import dev.forbear.engine.TaskStore;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Watchers;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The beans inside a Boot application, asked over HTTP, with Boot's own log pattern. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedServiceTest {

    private static final String[] PROPERTIES = {
        "spring.config.name=observed",
        "spring.main.banner-mode=off",
        "server.port=0",
        "management.endpoints.web.exposure.include=health,prometheus,metrics,forbear",
        "management.endpoint.health.probes.enabled=true",
        "management.endpoint.health.show-components=always",
        "management.endpoint.health.group.liveness.include=livenessState,forbearDispatcher",
        "management.endpoint.health.group.liveness.additional-path=server:/livez",
        "management.endpoint.health.group.readiness.include=readinessState,forbearStoreReached",
        "management.endpoint.health.group.readiness.additional-path=server:/readyz"
    };

    private static final ReadStore STORE = new ReadStore();
    private static final AtomicLong NANOS = new AtomicLong(1);

    private ConfigurableApplicationContext context;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "dev.forbear.ForbearAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
            })
    @Import(ObserveConfiguration.class)
    static class Service {

        @Bean
        TaskStore taskStore() {
            return STORE;
        }

        @Bean
        Ticker forbearTicker() {
            return NANOS::get;
        }

        @Bean
        InstantSource forbearClock() {
            return () -> Instant.EPOCH;
        }

        @Bean
        Watchers watchers() {
            return new Watchers();
        }

        @Bean
        Controllers controllers() {
            return new Controllers(List.of(TestControllers.controller("demo", 10, null)));
        }

        /** Takes the events at its construction, as the real one does. */
        @Bean
        Engine engine(Controllers controllers, TaskEvents events, Ticker ticker) {
            var retention = controllers.here().getFirst().settings().retention();
            return new Engine(
                    STORE,
                    controllers,
                    new Engine.Parts(
                            Runnable::run,
                            ticker,
                            () -> Instant.EPOCH,
                            new Random(1),
                            events,
                            retention,
                            Duration.ofDays(7)));
        }
    }

    @BeforeAll
    void start(CapturedOutput output) throws Exception {
        STORE.away = true;
        STORE.tallies.put("demo", new Tally(Map.of(Kind.FAILED, 2L)));
        context = new SpringApplicationBuilder(Service.class).run(args());
        assertThat(output.toString())
                .contains(
                        "controller controller=demo attempts=10"
                                + " schedule=\"1s 2s 4s 8s 16s 32s 60s x3\" givesUpAfter=4m3s");
        // once only: the first test that reaches the store ends it
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).as("liveness never asks the store").isEqualTo(200);
    }

    private static String[] args() {
        return Arrays.stream(PROPERTIES).map(p -> "--" + p).toArray(String[]::new);
    }

    @AfterAll
    void stop(CapturedOutput output) {
        var events = context.getBean(TaskEvents.class);
        for (var i = 0; i < 50; i++) {
            events.on(new TaskLife("flood", "k").fails("no"));
        }
        context.close();
        assertThat(output.toString()).contains("more attempts failed controller=flood folded=45");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, "*/*");
    }

    private HttpResponse<String> get(String path, String accept)
            throws IOException, InterruptedException {
        var port = context.getEnvironment().getProperty("local.server.port");
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .header("Accept", accept);
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return JsonMapper.builder().build().readTree(get(path).body());
    }

    @Test
    void health_is_asked_of_the_dispatcher_and_of_the_store_each_where_it_matters()
            throws Exception {
        away(false);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/actuator/health").at("/components/store/status").asString())
                .isEqualTo("UP");

        away(true);
        assertThat(get("/readyz").statusCode()).as("once is enough").isEqualTo(200);
        assertThat(json("/actuator/health").at("/components/store/status").asString())
                .isEqualTo("DOWN");
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);

        NANOS.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(503);
        assertThatThrownBy(context.getBean(Engine.class)::pass)
                .as("a pass that failed is one")
                .isInstanceOf(StoreAwayException.class);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        away(false);
    }

    private static void away(boolean away) {
        STORE.away = away;
        NANOS.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void what_happened_is_in_the_log_the_metrics_and_the_endpoint(CapturedOutput output)
            throws Exception {
        away(false);
        var life = TaskLife.demo();
        var events = context.getBean(TaskEvents.class);
        events.on(life.fails("connection refused"));
        events.on(life.givesUp(TaskLife.failure("no"), TerminalReason.NOT_RETRYABLE));

        assertThat(output.toString())
                .containsPattern(
                        "WARN .* forbear\\.attempt +: attempt failed controller=demo key=a"
                                + " generation=1 attempt=1/10 retries=0 nextDelay=1s")
                .containsPattern("ERROR .* forbear\\.terminal +: terminal failure controller=demo");
        assertThat(get("/actuator/prometheus").body())
                .contains("forbear_retries_total{controller=\"demo\"} 1.0")
                .contains("forbear_tasks{controller=\"demo\",state=\"FAILED\"} 2.0");
        assertThat(
                        json("/actuator/metrics/forbear.retries?tag=controller:demo")
                                .at("/measurements/0/value")
                                .asInt())
                .isEqualTo(1);
        assertThat(get("/actuator/metrics").body())
                .contains("\"forbear.terminal.failures\"", "\"forbear.tasks\"");
        assertThat(json("/actuator/forbear").toString())
                .isEqualTo(
                        "{\"store\":\"up\",\"startedAt\":\"1970-01-01T00:00:00.000Z\","
                                + "\"orphanedTasks\":0,\"controllers\":{\"demo\":{\"live\":true,"
                                + "\"concurrency\":16,\"running\":0,\"stuck\":0,\"paused\":null,"
                                + "\"counts\":{\"QUEUED\":0,\"RUNNING\":0,\"BACKING_OFF\":0,"
                                + "\"SUCCEEDED\":0,\"FAILED\":2,\"CANCELLED\":0},"
                                + "\"oldestDueAgeSeconds\":0.0,\"sinceStart\":{\"retries\":1,"
                                + "\"attempts\":{\"succeeded\":0,\"requeued\":0,\"failed\":1,"
                                + "\"terminal\":1,\"crashed\":0,\"interrupted\":0},"
                                + "\"terminalFailures\":{\"ATTEMPTS_EXHAUSTED\":0,"
                                + "\"NOT_RETRYABLE\":1,\"DEADLINE_EXCEEDED\":0,\"CRASHED\":0,"
                                + "\"UNKNOWN_CONTROLLER\":0,\"UNREADABLE_SPEC\":0}}}}}");
    }

    @Test
    void a_scrape_of_some_names_shows_those() throws Exception {
        var answer = get("/actuator/prometheus?includedNames=forbear_store_up");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
                .singleElement()
                .asString()
                .startsWith("forbear_store_up ");
    }

    @Test
    void with_the_store_away_the_endpoint_still_says_what_this_process_knows() throws Exception {
        away(true);
        var page = json("/actuator/forbear");

        assertThat(page.get("store").asString()).isEqualTo("away");
        assertThat(page.at("/controllers/demo/concurrency").asInt()).isEqualTo(16);
        assertThat(page.at("/controllers/demo").has("counts")).isFalse();
        away(false);
    }

    @Test
    void the_scrape_is_openmetrics_where_that_is_asked_for() throws Exception {
        var type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        var answer = get("/actuator/prometheus", type);

        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/openmetrics-text");
        assertThat(answer.body().strip()).endsWith("# EOF");
        assertThat(answer.body()).contains("workqueue_adds_total{controller=\"demo\"");
        assertThat(get("/actuator/prometheus").body()).doesNotContain("# EOF");
    }

    @Test
    void one_property_drops_the_names_of_controller_runtime() {
        try (var without =
                new SpringApplicationBuilder(Service.class)
                        .web(WebApplicationType.NONE)
                        .run("--forbear.metrics.controller-runtime=false")) {
            assertThat(names(without))
                    .contains("forbear.retries")
                    .noneMatch(it -> it.matches("(workqueue|controller\\.runtime)\\..*"));
        }
        assertThat(names(context)).contains("workqueue.adds", "controller.runtime.reconcile");
    }

    private static List<String> names(ConfigurableApplicationContext context) {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .map(meter -> meter.getId().getName())
                .toList();
    }
}
