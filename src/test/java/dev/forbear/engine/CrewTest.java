package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class CrewTest {

    private final TestQueue queue = new TestQueue((_, _) -> new Verdict.Success());
    private final Crew crew =
            new Crew(
                    TestQueue.controller((_, _) -> new Verdict.Success(), 2, Duration.ofHours(1)),
                    false);

    private void accept() {
        queue.submit("k");
        var claims = queue.store.claim(List.of(new Appetite("c", 1, 0, 10)), true).claims();
        crew.accept(new Run(claims.getFirst(), 0, 0, Long.MAX_VALUE), 0);
    }

    @Test
    void a_worker_takes_what_waits() {
        accept();

        assertThat(crew.hire()).isTrue();
        assertThat(crew.next()).isNotNull();
    }

    @Test
    void once_dismissed_nothing_starts_that_is_not_given_back_yet() {
        accept();
        assertThat(crew.hire()).isTrue();

        crew.dismiss();

        assertThat(crew.next()).isNull();
        assertThat(crew.hire()).isFalse();
        assertThat(crew.unstarted(_ -> true)).hasSize(1);
    }
}
