package dev.forbear.engine.model;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore;
import dev.forbear.store.DataDir;
import dev.forbear.store.SqliteTaskStore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The real SQLite store, its restarts and its deaths. */
final class StoreFiles implements Home {

    private final Path root;
    private final InstantSource clock;
    private int lives;
    private DataDir dir;
    private TaskStore store;

    StoreFiles(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
        open(root.resolve("0"));
    }

    @Override
    public TaskStore store() {
        return store;
    }

    private void open(Path path) {
        dir = DataDir.open(path);
        store = SqliteTaskStore.open(dir, clock, _ -> {});
    }

    @Override
    public void next() {
        // there is but one
    }

    @Override
    public void renew(List<Claim> held) {
        store().renew(held);
    }

    /** Closes in good order, and opens the same files. */
    @Override
    public void restart() {
        var path = dir.path();
        close();
        open(path);
    }

    /** Opens what a process that is killed now would leave: the files, while they are open. */
    @Override
    public void die() {
        var next = root.resolve(String.valueOf(++lives));
        try {
            Files.createDirectories(next);
            for (var name : List.of("forbear.db", "forbear.db-wal")) {
                if (Files.exists(dir.path().resolve(name))) {
                    Files.copy(dir.path().resolve(name), next.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
        open(next);
    }

    @Override
    public void close() {
        store.close();
        dir.close();
    }
}
