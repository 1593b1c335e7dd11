package dev.forbear.store;

import dev.forbear.engine.TaskStore;
import dev.forbear.testkit.TaskStoreContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;

class SqliteTaskStoreTest extends TaskStoreContract {

    @TempDir Path temp;
    private DataDir dir;

    @Override
    protected TaskStore open(InstantSource clock) {
        if (dir == null) {
            dir = DataDir.open(temp);
        }
        return SqliteTaskStore.open(dir, clock, _ -> {});
    }

    @AfterEach
    void leave() {
        dir.close();
    }
}
