package dev.forbear.bench;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** 2,000 tasks of one controller that always fail. */
final class Storm implements Benchmark {

    private static final int TASKS = 2_000;
    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public List<Row> run() throws Exception {
        try (var service = Service.started()) {
            return rows(service);
        }
    }

    static List<Row> rows(Service service) throws Exception {
        Pause.of(Duration.ofSeconds(5)); // what the start itself costs is not of interest
        var window = Window.open(service);
        service.submit(Batch.of("probe", "storm-", TASKS, ",\"spec\":{\"failTimes\":2147483647}"));
        var first = window.after(Duration.ofSeconds(30));
        var commits = commits(service);
        var then = Window.open(service).after(Duration.ofSeconds(60));
        var rows = new ArrayList<>(rows(service, first, then));
        rows.add(Row.of("storm, 30 to 90 s: commits", Stats.number(commits(service) - commits)));
        return rows;
    }

    private static double commits(Service service) throws IOException {
        return service.scrape().sum("forbear_store_commit_seconds_count");
    }

    private static List<Row> rows(Service service, Window.Seen first, Window.Seen then)
            throws Exception {
        var calls = service.calls();
        var schedule =
                Schedule.of(calls, ChronoUnit.MICROS.between(Instant.EPOCH, CLOCK.instant()));
        var counted = service.scrape().sum("forbear_attempts_total", "controller=\"probe\"");
        return List.of(
                Row.of(
                        "storm, first 30 s: CPU of one core",
                        Stats.number(first.cpuPercent()) + " %"),
                Row.of("storm, first 30 s: log lines", first.lines() + ""),
                Row.atMost("storm, 30 to 90 s: CPU of one core", then.cpuPercent(), 5, " %"),
                Row.atMost("storm, 30 to 90 s: log lines a minute", then.linesPerMinute(), 60, ""),
                Row.of("storm, 30 to 90 s: log bytes a minute", Stats.number(then.log().length())),
                new Row(
                        "storm: attempts made",
                        Stats.number(schedule.calls()),
                        Stats.number(counted) + " in the metric",
                        "as many as were due",
                        schedule.kept()),
                new Row(
                        "storm: attempts early, never made",
                        schedule.early() + ", " + schedule.missing(),
                        schedule.late() + " later than 200 ms after their window",
                        "0, 0",
                        schedule.kept()));
    }
}
