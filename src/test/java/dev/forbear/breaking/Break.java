package dev.forbear.breaking;

import dev.forbear.breaking.check.Story;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Breaks the service for the time that is asked for, prints what it did and saw, and ends with 1 if
 * anything was not as it must be, with 2 if it could not be run.
 */
public final class Break {

    private static final System.Logger LOG = System.getLogger("breaking");

    private Break() {}

    public static void main(String... arguments) {
        System.exit(code(List.of(arguments)));
    }

    private static int code(List<String> arguments) {
        try {
            var options = Options.parsed(arguments, System.nanoTime() & 0x7fffffff);
            return options.check() == null ? broken(options) : checked(options.check());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
        } catch (Exception e) {
            LOG.log(Level.ERROR, "this could not be run", e);
        }
        return 2;
    }

    private static int broken(Options options) throws Exception {
        var violations = 0L;
        for (var store : options.stores()) {
            var seconds = options.seconds() / options.stores().size();
            System.out.printf(
                    "Breaking %s for %d s, seed %d; again with: .ci/break --seconds %d --seed %d"
                            + " --store %s%n",
                    store, seconds, options.seed(), seconds, options.seed(), store);
            var folder =
                    Files.createDirectories(Path.of("target", "breaking"))
                            .resolve(
                                    store
                                            + "-"
                                            + options.seed()
                                            + "-"
                                            + ProcessHandle.current().pid());
            violations += run(store, folder, options.seed(), Duration.ofSeconds(seconds));
        }
        return violations == 0 ? 0 : 1;
    }

    private static long run(String store, Path folder, long seed, Duration time) throws Exception {
        Files.createDirectories(folder);
        try (var run = Run.on(store, folder.toAbsolutePath(), seed)) {
            var report = new Report(new Story(run.broken(time)));
            System.out.println(report.text());
            System.out.println("Records and logs: " + folder);
            if (!report.showsSomething()) {
                throw new IllegalStateException("nothing came of it, so nothing is shown by it");
            }
            return report.violations();
        }
    }

    private static int checked(Path file) throws Exception {
        var report = new Report(new Story(Records.read(file)));
        System.out.println(report.text());
        return report.violations() == 0 ? 0 : 1;
    }
}
