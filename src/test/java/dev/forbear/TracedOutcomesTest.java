package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.trace.data.SpanData;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.nio.file.Path;
import java.util.List;

/** Outcomes are told on another thread than the attempt's, and name its trace all the same. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class TracedOutcomesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static final List<String> OF_ATTEMPTS =
            List.of(
                    "forbear_attempt_duration_seconds",
                    "forbear_backoff_delay_seconds",
                    "forbear_attempts_at_success",
                    "workqueue_work_duration_seconds",
                    "controller_runtime_reconcile_time_seconds");
    private static final List<String> OF_STARTS =
            List.of("forbear_start_lateness_seconds", "workqueue_queue_duration_seconds");

    @Test
    void histograms_and_log_lines_name_the_trace_and_observations_are_no_meters(
            @TempDir Path folder, CapturedOutput output) throws Exception {
        try (var service = new TracedService(folder)) {
            submit(service, "-01");
            var attempts = service.spans("attempt demo", 2).stream().map(SpanData::getSpanId);
            var submission = service.spans("submit demo", 1).getFirst().getSpanId();

            var ids = attempts.toList();
            await().untilAsserted(() -> {
                var scrape = scrape(service);
                OF_ATTEMPTS.forEach(it -> areOf(ids, exemplars(scrape, it)));
                OF_STARTS.forEach(it -> areOf(List.of(submission), exemplars(scrape, it)));
            });
            assertThat(output.toString())
                    .containsPattern(TRACE + "-" + ids.getFirst() + ".* attempt failed")
                    .containsPattern(TRACE + "-" + ids.getLast() + ".* task recovered");
            assertThat(scrape(service))
                    .isNotEmpty()
                    .noneMatch(
                            it -> it.matches("forbear_(attempt|submission(_bulk)?)(_active)?_s.*"));
        }
    }

    @Test
    void what_is_not_sampled_is_no_example(@TempDir Path folder) throws Exception {
        try (var service = new TracedService(folder)) {
            submit(service, "-00");
            await().until(() -> service.get("/api/v1/tasks/demo/k").contains("SUCCEEDED"));

            await().untilAsserted(() ->
                    assertThat(scrape(service))
                            .anyMatch(it ->
                                    it.startsWith(
                                            "forbear_attempts_at_success_count{controller=\"demo\"}"
                                                    + " 1")));
            assertThat(scrape(service)).noneMatch(it -> it.contains(TRACE));
            assertThat(service.spans("attempt demo")).isEmpty();
        }
    }

    /** Prometheus refuses the whole scrape for one that stands elsewhere. */
    @Test
    void there_are_exemplars_only_where_OpenMetrics_has_them(@TempDir Path folder)
            throws Exception {
        try (var service = new TracedService(folder)) {
            submit(service, "-01");
            await().untilAsserted(() ->
                    assertThat(scrape(service))
                            .filteredOn(it -> it.startsWith("http_server_requests_seconds_count{"))
                            .isNotEmpty());

            assertThat(scrape(service))
                    .filteredOn(it -> it.contains(" # {"))
                    .isNotEmpty()
                    .allMatch(it -> it.matches("[a-z_]+_(bucket|total)[{ ].*"));
        }
    }

    private static void submit(TracedService service, String flags) throws Exception {
        service.submit(
                "/api/v1/tasks",
                "application/json",
                "00-" + TRACE + "-b7ad6b7169203331" + flags,
                "{\"controller\":\"demo\",\"key\":\"k\",\"spec\":{\"failTimes\":1}}");
    }

    private static List<String> scrape(TracedService service) throws Exception {
        var answer =
                service.send(
                        service.request("/actuator/prometheus")
                                .header("Accept", "application/openmetrics-text")
                                .GET());
        return answer.body().lines().toList();
    }

    private static List<String> exemplars(List<String> scrape, String histogram) {
        return scrape.stream()
                .filter(it -> it.startsWith(histogram + "_bucket{") && it.contains("demo"))
                .filter(it -> it.contains(" # {"))
                .toList();
    }

    private static void areOf(List<String> spans, List<String> exemplars) {
        assertThat(exemplars)
                .isNotEmpty()
                .allMatch(it -> it.contains("trace_id=\"" + TRACE + "\""))
                .allMatch(it -> spans.stream().anyMatch(it::contains));
    }
}
