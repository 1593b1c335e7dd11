package dev.forbear.bench;

import dev.forbear.bench.before.Before;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one failing key through the tight loop and through Forbear, and writes what was seen into
 * {@code docs/evidence.md}.
 */
public final class Evidence {

    private static final Path PAGE = Path.of("docs", "evidence.md");
    private static final Path REPORTS = Path.of("target", "surefire-reports");
    private static final String BEGIN = "<!-- measured: written by .ci/evidence -->";
    private static final String END = "<!-- end of what was measured -->";

    private final List<String> out = new ArrayList<>();

    private Evidence() {}

    public static void main(String[] args) throws Exception {
        var evidence = new Evidence();
        evidence.measure();
        evidence.tests();
        evidence.write();
    }

    private void measure() throws Exception {
        var tight = new Before();
        var before = tight.run(Duration.ofSeconds(2));
        try (var service = Service.started()) {
            Pause.of(Duration.ofSeconds(5));
            var cure = new After(service);
            var after = cure.run(Duration.ofMinutes(1));
            table(before, after);
            block("Before, the first lines of a log that grows by this:", tight.lines());
            block(
                    "Forbear: an attempt, a summary of many, a terminal failure, a recovery:",
                    cure.lines());
            block("Forbear's metrics at that moment:", cure.metrics());
        }
    }

    private void table(Measured before, Measured after) {
        out.add(
                "One key that always fails, on a machine with %d cores."
                        .formatted(Runtime.getRuntime().availableProcessors()));
        out.add("");
        out.add(
                "| | tight loop, 4 workers, %s s | Forbear, %s s |"
                        .formatted(Stats.number(before.seconds()), Stats.number(after.seconds())));
        out.add("|-|-|-|");
        row("calls of the controller", before, after, m -> (double) m.calls());
        row("calls a second", before, after, Measured::callsPerSecond);
        row("CPU, cores", before, after, Measured::cores);
        row("queue entries (rows) of the key at the end", before, after, m -> (double) m.entries());
        row("most parallel runs of the key", before, after, m -> (double) m.parallel());
        row("log lines a minute", before, after, Measured::linesPerMinute);
        row("log bytes a minute", before, after, Measured::bytesPerMinute);
        out.add("");
    }

    private void row(
            String what, Measured before, Measured after, Function<Measured, Double> figure) {
        out.add(
                "| %s | %s | %s |"
                        .formatted(
                                what,
                                Stats.number(figure.apply(before)),
                                Stats.number(figure.apply(after))));
    }

    private void block(String title, List<String> lines) {
        out.add(title);
        out.add("");
        out.add("```");
        out.addAll(lines);
        out.add("```");
        out.add("");
    }

    /** What the test run before this one reported, if there was one. */
    private void tests() throws IOException {
        if (!Files.isDirectory(REPORTS)) {
            return;
        }
        try (var reports = Files.list(REPORTS)) {
            var lines = new ArrayList<String>();
            for (var report :
                    reports.filter(file -> file.toString().endsWith(".txt")).sorted().toList()) {
                Files.readAllLines(report).stream()
                        .filter(line -> line.startsWith("Tests run:"))
                        .forEach(lines::add);
            }
            block("The tests:", lines);
        }
    }

    private void write() throws IOException {
        var page = Files.readString(PAGE);
        var measured =
                Pattern.compile(Pattern.quote(BEGIN) + ".*" + Pattern.quote(END), Pattern.DOTALL);
        var text = BEGIN + "\n" + String.join("\n", out) + "\n" + END;
        Files.writeString(
                PAGE, measured.matcher(page).replaceFirst(Matcher.quoteReplacement(text)));
        System.out.println(text);
    }
}
