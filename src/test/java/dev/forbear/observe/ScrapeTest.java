package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.it.Promtool;
import dev.forbear.task.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a scrape shows: names, types, labels and help, and when. */
class ScrapeTest {

    private final TestMeters meters = new TestMeters();

    @Test
    void the_scrape_of_a_fresh_process_is_the_golden_one() throws IOException {
        var shapes =
                meters.scrape().stream()
                        .filter(line -> !line.contains("controller=\"demo\""))
                        .map(ScrapeTest::shape)
                        .sorted()
                        .toList();
        assertThat(shapes).containsExactlyElementsOf(golden());
    }

    /** Without its value, which moves. */
    private static String shape(String line) {
        return line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' '));
    }

    private static List<String> golden() throws IOException {
        try (var in = ScrapeTest.class.getResourceAsStream("scrape.txt")) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void promtool_finds_nothing_to_complain_of() throws Exception {
        Promtool.passes(meters.registry.scrape(), "check", "metrics");
    }

    @Test
    void a_controller_has_at_most_100_series() {
        assertThat(meters.scrape())
                .filteredOn(line -> line.startsWith("forbear_"))
                .filteredOn(line -> line.contains("controller=\"bounded\""))
                .hasSizeBetween(50, 100);
    }

    @Test
    void all_counters_begin_at_zero() {
        assertThat(meters.scrape())
                .filteredOn(line -> line.contains("_total{"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void states_ages_and_pauses_are_those_of_the_store() {
        meters.store.tallies.put("demo", new Tally(Map.of(Kind.QUEUED, 3L, Kind.FAILED, 2L)));
        meters.store.tallies.put(
                "gone", new Tally(Map.of(Kind.RUNNING, 1L, Kind.BACKING_OFF, 4L, Kind.FAILED, 9L)));
        meters.store.oldestDueAges.put("demo", Duration.ofMillis(1_500));
        meters.store.pauses.put("demo", new Pause(Instant.EPOCH, "ops", null));
        meters.pass(Duration.ofSeconds(1));

        assertThat(meters.value("forbear_tasks{controller=\"demo\",state=\"QUEUED\"}"))
                .isEqualTo(3);
        assertThat(meters.value("forbear_tasks{controller=\"demo\",state=\"RUNNING\"}")).isZero();
        assertThat(meters.value("forbear_tasks{controller=\"gone\",state=\"FAILED\"}"))
                .isEqualTo(9);
        assertThat(meters.value("forbear_oldest_due_age_seconds{controller=\"demo\"}"))
                .isEqualTo(1.5);
        assertThat(meters.value("forbear_paused{controller=\"demo\"}")).isEqualTo(1);
        assertThat(meters.value("forbear_paused{controller=\"bounded\"}")).isZero();
        assertThat(meters.value("forbear_orphaned_tasks"))
                .as("those that run and those that ended wait for nobody")
                .isEqualTo(4);
    }

    @Test
    void a_controller_without_tasks_and_without_a_node_is_no_longer_shown() {
        meters.store.tallies.put("gone", new Tally(Map.of(Kind.QUEUED, 1L)));
        meters.pass(Duration.ofSeconds(1));
        assertThat(gaugesOfTheStore()).anyMatch(line -> line.contains("controller=\"gone\""));

        meters.store.tallies.remove("gone");
        meters.pass(Duration.ofSeconds(1));
        assertThat(gaugesOfTheStore()).noneMatch(line -> line.contains("controller=\"gone\""));
    }

    private List<String> gaugesOfTheStore() {
        return meters.scrape().stream()
                .filter(line -> line.matches("forbear_(tasks|oldest_due_age_seconds|paused)\\{.*"))
                .toList();
    }

    /** Else the thousand that nobody wanted to run would be no increase when they are given up. */
    @Test
    void what_is_counted_of_a_controller_that_nobody_has_begins_at_zero_with_its_tasks() {
        meters.store.tallies.put("gone", new Tally(Map.of(Kind.QUEUED, 1_000L)));
        meters.pass(Duration.ofSeconds(1));
        meters.scrape();

        var gaveUp =
                "forbear_terminal_failures_total{controller=\"gone\","
                        + "reason=\"UNKNOWN_CONTROLLER\"}";
        assertThat(meters.value(gaveUp)).isZero();
    }

    @Test
    void with_the_store_away_the_gauges_of_state_are_absent_and_come_back_with_it() {
        var stateful =
                List.of(
                        "forbear_tasks{",
                        "forbear_oldest_due_age_seconds{",
                        "forbear_paused{",
                        "forbear_orphaned_tasks ");
        assertThat(stateful).allMatch(this::isShown);

        meters.store.away = true;
        meters.pass(Duration.ofSeconds(1));
        assertThat(stateful).noneMatch(this::isShown);
        assertThat(meters.scrape()).noneMatch(line -> line.contains("NaN"));
        assertThat(meters.value("forbear_store_up")).isZero();
        assertThat(meters.value("forbear_concurrency{controller=\"demo\"}")).isEqualTo(16);
        assertThat(meters.value("forbear_retries_total{controller=\"demo\"}")).isZero();

        meters.store.away = false;
        meters.pass(Duration.ofSeconds(1));
        assertThat(stateful).allMatch(this::isShown);
        assertThat(meters.value("forbear_store_up")).isEqualTo(1);
    }

    private boolean isShown(String series) {
        return meters.scrape().stream().anyMatch(line -> line.startsWith(series));
    }

    @Test
    void one_scrape_is_one_read_and_a_second_one_within_the_second_is_none() {
        var before = meters.store.reads;
        meters.pass(Duration.ofSeconds(1));
        meters.scrape();
        meters.scrape();
        assertThat(meters.store.reads).isEqualTo(before + 1);
    }

    @Test
    void the_age_of_the_last_pass_grows_while_the_dispatcher_makes_none() {
        meters.pass(Duration.ofSeconds(42));

        assertThat(meters.value("forbear_dispatch_last_pass_age_seconds")).isEqualTo(42);
        meters.engine.pass();
        assertThat(meters.value("forbear_dispatch_last_pass_age_seconds")).isZero();
    }

    @Test
    void commits_are_timed() {
        meters.commits.accept(Duration.ofMillis(3));

        assertThat(meters.value("forbear_store_commit_seconds_bucket{le=\"0.005\"}")).isEqualTo(1);
        assertThat(meters.value("forbear_store_commit_seconds_bucket{le=\"0.002\"}")).isZero();
    }

    @Test
    void refused_calls_are_counted() {
        meters.refusals.run();
        meters.refusals.run();

        assertThat(meters.value("forbear_target_refused_total")).isEqualTo(2);
    }

    @Test
    void the_meters_have_dotted_names_for_the_metrics_endpoint() {
        assertThat(
                        meters.registry
                                .get("forbear.retries")
                                .tag("controller", "demo")
                                .counter()
                                .count())
                .isZero();
        assertThat(
                        meters.registry
                                .get("forbear.terminal.failures")
                                .tag("controller", "demo")
                                .tag("reason", "CRASHED")
                                .counter()
                                .count())
                .isZero();
    }
}
