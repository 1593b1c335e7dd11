package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the engine says of the attempts that are at work. */
class AtWorkTest {

    private final List<List<Duration>> seen = new ArrayList<>();
    private final TestQueue test = new TestQueue(this::run);

    private Verdict run(Claim claim, Interruption interruption) {
        seen.add(test.engine.atWork("c"));
        test.nanos += Duration.ofSeconds(3).toNanos();
        seen.add(test.engine.atWork("c"));
        seen.add(test.engine.atWork("other"));
        return new Verdict.Success();
    }

    @Test
    void each_attempt_at_work_is_told_with_how_long_it_has_run() {
        test.submit("a");
        test.engine.pass();

        assertThat(seen)
                .containsExactly(List.of(Duration.ZERO), List.of(Duration.ofSeconds(3)), List.of());
        assertThat(test.engine.atWork("c")).as("it has ended").isEmpty();
    }
}
