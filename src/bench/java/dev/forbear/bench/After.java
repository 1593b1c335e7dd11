package dev.forbear.bench;

import dev.forbear.bench.probe.Call;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The same controller and key in the real service, with the default policy. */
final class After {

    private static final String KEY = "devnet-1";
    private static final String ALWAYS = ",\"spec\":{\"failTimes\":2147483647}";

    private final Service service;

    After(Service service) {
        this.service = service;
    }

    Measured run(Duration time) throws Exception {
        var window = Window.open(service);
        service.submit(Batch.line("probe", KEY, ALWAYS));
        var seen = window.after(time);
        var calls = service.calls();
        return new Measured(
                seen.over(),
                seen.cpu(),
                calls.size(),
                rows(),
                calls.stream().mapToInt(Call::parallel).max().orElse(0),
                seen.lines(),
                seen.log().length());
    }

    private long rows() throws Exception {
        return service.json("/api/v1/controllers/probe")
                .path("counts")
                .valueStream()
                .mapToLong(count -> count.asLong())
                .sum();
    }

    /** Fails in all ways that have a line of their own; returns an example of each. */
    List<String> lines() throws Exception {
        service.submit(Batch.line("probe", "gives-up", ",\"maxAttempts\":3" + ALWAYS));
        service.submit(Batch.line("probe", "recovers", ",\"spec\":{\"failTimes\":2}"));
        service.await("probe", "SUCCEEDED", n -> n == 1);
        service.await("probe", "FAILED", n -> n == 1);
        service.submit(Batch.of("probe", "many-", 500, ALWAYS));
        Pause.of(Duration.ofSeconds(12));
        var log = service.log();
        return Stream.of(" attempt failed ", " folded=", "forbear.terminal", "forbear.recovered")
                .map(part -> log.lines().filter(line -> line.contains(part)).findFirst())
                .map(line -> line.orElseThrow())
                .toList();
    }

    /** What a scrape says of the controller. */
    List<String> metrics() throws Exception {
        return service.scrape()
                .text()
                .lines()
                .filter(line -> line.contains("controller=\"probe\"") && !line.endsWith(" 0.0"))
                .filter(line ->
                        Stream.of(
                                        "forbear_attempts_total",
                                        "forbear_retries_total",
                                        "forbear_terminal_failures_total",
                                        "forbear_tasks{",
                                        "forbear_log_lines_folded_total",
                                        "forbear_start_lateness_seconds_count",
                                        "forbear_start_lateness_seconds_sum")
                                .anyMatch(line::startsWith))
                .toList();
    }
}
