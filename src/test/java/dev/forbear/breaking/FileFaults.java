package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.FaultKind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is done to the files of the embedded store. */
final class FileFaults {

    private static final int KILL_NUMBERS = 1_000_000;
    private static final Duration TO_TRY = Duration.ofSeconds(5);

    private final Path folder;
    private final Records records;
    private int kills;

    FileFaults(Path folder, Records records) {
        this.folder = folder;
        this.records = records;
    }

    Map<FaultKind, Fault> all() {
        var all = new EnumMap<FaultKind, Fault>(FaultKind.class);
        all.put(
                FaultKind.DISK_FULL,
                (replica, _) -> {
                    var pid = replica.pid();
                    var size = Files.size(folder.resolve("forbear.db"));
                    Signal.limitFiles(pid, String.valueOf(size));
                    return () -> Signal.limitFiles(pid, "unlimited");
                });
        all.put(
                FaultKind.READ_ONLY,
                (replica, planned) -> {
                    writable(false);
                    return planned.detail() % 2 == 0
                            ? () -> writable(true)
                            : () -> restarted(replica);
                });
        return all;
    }

    /** Kills it while its files cannot be written, and lets it try to start. */
    private void restarted(Replica replica) throws IOException, InterruptedException {
        var number = KILL_NUMBERS + ++kills;
        var life = replica.life();
        records.add(now -> new Fact.Broken(now, number, FaultKind.KILL, life, "while read-only"));
        replica.signal("KILL");
        replica.awaitEnd();
        replica.launch();
        var tried = replica.life();
        records.add(
                now -> new Fact.Broken(now, number + KILL_NUMBERS, FaultKind.READ_ONLY, tried, ""));
        Pause.of(TO_TRY);
        writable(true);
        if (!replica.awaitReady()) {
            ProcessFaults.start(replica);
        }
        records.add(now -> new Fact.Mended(now, number));
        records.add(now -> new Fact.Mended(now, number + KILL_NUMBERS));
    }

    private void writable(boolean writable) throws IOException {
        for (var file : files()) {
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(writable ? "rw-r--r--" : "r--r--r--"));
        }
        Files.setPosixFilePermissions(
                folder, PosixFilePermissions.fromString(writable ? "rwxr-xr-x" : "r-xr-xr-x"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("forbear.db")).toList();
        }
    }
}
