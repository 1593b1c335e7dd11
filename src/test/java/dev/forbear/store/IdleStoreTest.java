package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The engine looks once a second whether there is anything to do: that must not write. */
class IdleStoreTest {

    private static final List<Appetite> HUNGRY = List.of(new Appetite("c", 16, 0, 10));

    private final AtomicInteger commits = new AtomicInteger();
    private final DataDir dir;
    private final TaskStore store;

    IdleStoreTest(@TempDir Path temp) {
        dir = DataDir.open(temp);
        store = SqliteTaskStore.open(dir, InstantSource.system(), _ -> commits.incrementAndGet());
    }

    @AfterEach
    void leave() {
        store.close();
        dir.close();
    }

    @Test
    void to_find_nothing_to_do_commits_nothing() {
        assertThat(store.claim(HUNGRY, true).claims()).isEmpty();
        assertThat(store.expire(1_000)).isEmpty();
        assertThat(store.deleteEnded("c", Duration.ZERO, Duration.ZERO)).isZero();
        assertThat(store.deleteAnswered()).isZero();
        assertThat(commits).hasValue(0);
    }

    @Test
    void what_is_found_after_nothing_was_is_durable() {
        var _ = store.claim(HUNGRY, true);
        store.submit(wish("k"), new Pace(Duration.ZERO, null)).join();
        assertThat(store.claim(HUNGRY, true).claims()).hasSize(1);
        assertThat(commits).hasValue(2);
    }

    private static Wish wish(String key) {
        return new Wish(
                new TaskId("c", key),
                new UUID(1, 2),
                new Terms.Spec("{}", "{}"),
                When.NOW,
                null,
                null,
                null);
    }
}
