package dev.forbear.bench;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A service that nobody asks for anything. */
final class Idle implements Benchmark {

    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Each prepared statement passes through one of these once, begin and commit included. */
    private static final String STATEMENTS =
            "org.sqlite.jdbc3.JDBC3PreparedStatement::executeQuery;"
                    + "org.sqlite.jdbc3.JDBC3PreparedStatement::executeLargeUpdate";

    @Override
    public List<Row> run() throws Exception {
        try (var service = Service.started()) {
            Pause.of(SETTLING);
            var idle = Window.open(service).after(MINUTE);
            return List.of(
                    Row.atMost("idle: CPU of one core", idle.cpuPercent(), 0.5, " %"),
                    Row.atMost(
                            "idle: statements a second",
                            callsPerSecond(service, STATEMENTS),
                            2,
                            ""));
        }
    }

    /** Counted by the JVM's own recorder, after the processor time was measured without it. */
    static double callsPerSecond(Service service, String methods)
            throws IOException, InterruptedException {
        var file = Path.of("target", "bench", "idle-" + service.pid() + ".jfr").toAbsolutePath();
        Jcmd.ask(
                service.pid(),
                "JFR.start",
                "name=idle",
                "settings=default",
                "method-timing=" + methods);
        Pause.of(MINUTE);
        Jcmd.ask(service.pid(), "JFR.stop", "name=idle", "filename=" + file);
        return RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals("jdk.MethodTiming"))
                        .mapToLong(Idle::invocations)
                        .sum()
                / (double) MINUTE.toSeconds();
    }

    private static long invocations(RecordedEvent event) {
        return event.getLong("invocations");
    }
}
