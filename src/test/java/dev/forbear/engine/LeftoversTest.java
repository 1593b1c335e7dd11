package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;

/** What tasks that have ended leave behind in memory. */
class LeftoversTest {

    private static final int EACH = 500;

    private final ArrayList<TestQueue> holder = new ArrayList<>();
    private final TestQueue queue = new TestQueue(this::work, 4, Runnable::run);
    private final Watchers watchers = new Watchers();

    LeftoversTest() {
        holder.add(queue);
    }

    /** By the key's first letter. */
    private Verdict work(Claim claim, Interruption interruption) {
        var id = claim.task().id();
        return switch (id.key().charAt(0)) {
            case 's' -> new Verdict.Success();
            case 'f' -> TestQueue.retry(claim, "no");
            case 'c' -> {
                holder.getFirst().queue.cancel(id, "me");
                yield new Verdict.Interrupted();
            }
            default -> throw new IllegalStateException("not to be run: " + id);
        };
    }

    @Test
    void after_many_tasks_that_ended_were_cancelled_and_waited_for_nothing_is_left_in_memory() {
        var ids = new ArrayList<TaskId>();
        var watches = new ArrayList<Watchers.Watch>();
        for (var i = 0; i < EACH; i++) {
            for (var kind : new String[] {"s", "f", "c", "w"}) {
                var id = queue.submit(kind + i);
                ids.add(id);
                watches.add(watchers.watch(id, () -> {}));
            }
            queue.queue.cancel(ids.getLast(), "me");
        }
        queue.runFor(Duration.ofSeconds(1));
        assertThat(queue.engine.remembered()).isGreaterThanOrEqualTo(EACH);
        assertThat(watchers.size()).isEqualTo(ids.size());

        queue.runFor(Duration.ofMinutes(10));
        watches.forEach(Watchers.Watch::close);

        assertThat(ids)
                .map(id -> queue.task(id).state().kind())
                .doesNotContain(Kind.QUEUED, Kind.RUNNING, Kind.BACKING_OFF);
        assertThat(queue.engine.remembered()).isZero();
        assertThat(watchers.size()).isZero();
    }
}
