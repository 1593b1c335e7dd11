package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The embedded store, of one process. */
final class SqliteStore implements Store {

    private final Path folder;

    /**
     * @param folder the data-dir
     */
    SqliteStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public int replicas() {
        return 1;
    }

    @Override
    public Duration lease() {
        return Duration.ZERO;
    }

    @Override
    public Map<String, String> environment(String replica) {
        return Map.of();
    }

    @Override
    public Counts counts() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            return Recount.of(connection);
        }
    }

    private Path file() {
        return folder.resolve("forbear.db");
    }

    @Override
    public List<Overdue> overdue() {
        return List.of();
    }

    @Override
    public Map<FaultKind, Fault> faults(Records records) {
        return new FileFaults(folder, records).all();
    }

    @Override
    public void close() {}
}
