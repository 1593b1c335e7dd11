package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Attempts as parts of their caller's trace, with a real tracer. */
@Tag("slow")
class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-" + CALLER + "-00";
    private static final String TASKS = "/api/v1/tasks";
    private static final String JSON = "application/json";

    @TempDir private Path folder;
    private TracedService service;

    @AfterEach
    void close() {
        service.close();
    }

    private void start(String... properties) {
        service = new TracedService(folder, properties);
    }

    private void submit(String trace, String body) throws Exception {
        service.submit(TASKS, JSON, trace, body);
    }

    @Test
    void all_attempts_are_parts_of_the_submission_which_is_a_part_of_its_callers_trace()
            throws Exception {
        start();
        submit(SAMPLED, "{\"controller\":\"demo\",\"key\":\"k\",\"spec\":{\"failTimes\":1}}");

        var attempts = service.spans("attempt demo", 2);
        var submission = service.spans("submit demo", 1).getFirst();
        var call = service.spans("http post " + TASKS, 1).getFirst();
        assertThat(call.getParentSpanId()).isEqualTo(CALLER);
        assertThat(submission.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(submission.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(attributes(submission))
                .isEqualTo(Map.of("controller", "demo", "key", "k", "effect", "created"));
        assertThat(attempts).hasSize(2).allSatisfy(it -> isPartOf(submission, it));
        assertThat(attempts.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(attempts.getFirst()))
                .containsEntry("attempt", "1")
                .containsEntry("outcome", "failed");
        assertThat(attributes(attempts.getLast()))
                .isEqualTo(
                        Map.of(
                                "controller", "demo",
                                "key", "k",
                                "generation", "1",
                                "attempt", "2",
                                "outcome", "succeeded"));
    }

    private static void isPartOf(SpanData submission, SpanData attempt) {
        assertThat(attempt.getTraceId()).isEqualTo(TRACE);
        assertThat(attempt.getParentSpanId()).isEqualTo(submission.getSpanId());
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CONSUMER);
    }

    private static Map<String, String> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                it -> it.getKey().getKey(), it -> String.valueOf(it.getValue())));
    }

    @Test
    void an_attempt_after_a_restart_is_a_part_of_the_same_submission() throws Exception {
        start(
                "forbear.controllers.demo.retry.initial-delay=1h",
                "forbear.controllers.demo.retry.max-delay=1h");
        submit(SAMPLED, "{\"controller\":\"demo\",\"key\":\"k\",\"spec\":{\"failTimes\":1}}");
        service.spans("attempt demo", 1);
        var submission = service.spans("submit demo", 1).getFirst();
        await().until(() -> service.get(TASKS + "/demo/k").contains("BACKING_OFF"));
        service.close();

        start();
        submit(UNSAMPLED, "{\"controller\":\"demo\",\"key\":\"k\",\"spec\":{\"failTimes\":1}}");
        service.send(service.request(TASKS + "/demo/k/retry").POST(BodyPublishers.noBody()));

        var attempt = service.spans("attempt demo", 1).getFirst();
        isPartOf(submission, attempt);
        assertThat(attributes(attempt)).containsEntry("attempt", "2");
    }

    @Test
    void a_bulk_submission_is_one_span_whatever_its_lines() throws Exception {
        start();
        var lines =
                """
                {"controller":"demo","key":"a"}
                {"controller":"demo","key":"b"}
                {"controller":"demo","key":"b/b"}
                """;
        service.submit(TASKS + "/bulk", "application/x-ndjson", SAMPLED, lines);

        var attempts = service.spans("attempt demo", 2);
        var submission = service.spans("submit in bulk", 1).getFirst();
        assertThat(attempts).hasSize(2).allSatisfy(it -> isPartOf(submission, it));
        assertThat(service.spans("submit demo")).isEmpty();
    }

    @Test
    void what_a_controller_submits_is_a_part_of_its_attempt() throws Exception {
        start();
        submit(SAMPLED, "{\"controller\":\"relay\",\"key\":\"k\"}");

        var last = service.spans("attempt demo", 1).getFirst();
        var second = service.spans("submit demo", 1).getFirst();
        var first = service.spans("attempt relay", 1).getFirst();
        isPartOf(second, last);
        assertThat(second.getParentSpanId()).isEqualTo(first.getSpanId());
    }

    @Test
    void what_is_submitted_from_java_without_a_trace_begins_one() {
        start();
        service.bean(Submissions.class).submit(Submission.to("demo").key("k"));

        var submission = service.spans("submit demo", 1).getFirst();
        var attempt = service.spans("attempt demo", 1).getFirst();
        assertThat(submission.getParentSpanContext().isValid()).isFalse();
        assertThat(attempt.getTraceId()).isEqualTo(submission.getTraceId());
        assertThat(attempt.getParentSpanId()).isEqualTo(submission.getSpanId());
    }

    @Test
    void a_tracer_that_speaks_b3_alone_finds_the_parent_too() throws Exception {
        start("management.tracing.propagation.type=b3");
        submit(SAMPLED, "{\"controller\":\"demo\",\"key\":\"k\"}");

        var submission = service.spans("submit demo", 1).getFirst();
        assertThat(submission.getTraceId()).as("it does not read traceparent").isNotEqualTo(TRACE);
        assertThat(service.spans("attempt demo", 1).getFirst().getParentSpanId())
                .isEqualTo(submission.getSpanId());
    }

    @Test
    void a_call_of_http_is_a_part_of_its_attempt() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var receiver = receiver(heard);
        try {
            start(
                    "forbear.http.targets.here.url=http://127.0.0.1:"
                            + receiver.getAddress().getPort(),
                    "forbear.http.targets.here.allow=127.0.0.1");
            submit(
                    SAMPLED,
                    "{\"controller\":\"http\",\"key\":\"k\",\"spec\":{\"target\":\"here\"}}");

            var attempts = service.spans("attempt http", 2);
            assertThat(heard)
                    .containsExactly(
                            "00-" + TRACE + "-" + attempts.getFirst().getSpanId() + "-01",
                            "00-" + TRACE + "-" + attempts.getLast().getSpanId() + "-01");

            submit(
                    UNSAMPLED,
                    "{\"controller\":\"http\",\"key\":\"l\",\"spec\":{\"target\":\"here\"}}");
            await().until(() -> service.get(TASKS + "/http/l").contains("SUCCEEDED"));
            assertThat(heard.getLast()).startsWith("00-" + TRACE).endsWith("-00");
            assertThat(service.spans("attempt http")).hasSize(2);
        } finally {
            receiver.stop(0);
        }
    }

    /** Fails the first time. */
    private static HttpServer receiver(List<String> heard) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    heard.add(exchange.getRequestHeaders().getFirst("traceparent"));
                    exchange.sendResponseHeaders(heard.size() == 1 ? 503 : 204, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
