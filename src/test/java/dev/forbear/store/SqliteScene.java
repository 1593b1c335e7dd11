package dev.forbear.store;

import static java.time.Duration.ofMillis;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;
import dev.forbear.testkit.InMemory;
import dev.forbear.testkit.StoreScene;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The scene of tests that look into the store's file, or hold its threads. */
abstract class SqliteScene {

    static final Pace PACE = new Pace(ofMillis(100), null);

    @TempDir(factory = InMemory.class)
    Path temp;

    SqliteFile file;
    StoreScene scene;
    final AtomicInteger commits = new AtomicInteger();
    private DataDir dir;

    @BeforeEach
    void open() {
        dir = DataDir.open(temp);
        file = new SqliteFile(dir.database());
        scene =
                new StoreScene(clock ->
                        SqliteTaskStore.open(file, clock, _ -> commits.incrementAndGet(), waits()));
    }

    Waits waits() {
        return Waits.USUAL;
    }

    @AfterEach
    void close() {
        scene.store().close();
        dir.close();
    }

    SqliteTaskStore store() {
        return (SqliteTaskStore) scene.store();
    }

    CompletableFuture<Admission> submit(String key, String spec) {
        return submit(key, spec, null);
    }

    CompletableFuture<Admission> submit(String key, String spec, @Nullable String lane) {
        return store().submit(wish(key, spec, spec, lane), PACE);
    }

    static Wish wish(String key, String spec, @Nullable String digest, @Nullable String lane) {
        return new Wish(
                new TaskId("c", key),
                new UUID(1, key.hashCode()),
                new Terms.Spec(spec, digest),
                When.NOW,
                lane,
                null,
                null);
    }

    long count(String what) {
        return store().readers
                .read(session -> session.one("select count(*) from " + what, r -> r.getLong(1)));
    }

    static void join(List<? extends CompletableFuture<?>> futures) {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }
}
