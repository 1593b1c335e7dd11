package dev.forbear.store;

import dev.forbear.engine.TaskStore;
import dev.forbear.testkit.InMemory;
import dev.forbear.testkit.TaskStoreContract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;

class SqliteTaskStoreTest extends TaskStoreContract {

    @TempDir(factory = InMemory.class)
    Path temp;

    private @Nullable DataDir dir;

    @Override
    protected TaskStore open(InstantSource clock) {
        dir = dir == null ? DataDir.open(temp) : dir;
        return SqliteTaskStore.open(dir, clock, _ -> {});
    }

    @AfterEach
    void leave() {
        dir.close();
    }
}
