package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskEvent;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.util.ArrayList;
import java.util.List;

@ExtendWith(OutputCaptureExtension.class)
class GuardedEventsTest {

    private static void fail(TaskEvent event) {
        var fault = new StackOverflowError("at " + event);
        fault.setStackTrace(new StackTraceElement[0]);
        throw fault;
    }

    @Test
    void a_listener_that_throws_hurts_neither_the_others_nor_the_work(CapturedOutput output) {
        var heard = new ArrayList<TaskEvent>();
        var registry = new SimpleMeterRegistry();
        var guarded =
                new GuardedEvents(
                        List.of(GuardedEventsTest::fail, heard::add),
                        (_, telling) -> telling.run(),
                        registry);
        var event = new TaskEvent.Paused("demo", null, true, "ops", null);

        for (var i = 0; i < 3; i++) {
            guarded.on(event);
        }

        assertThat(heard).containsExactly(event, event, event);
        assertThat(registry.get("forbear.observer.failures").counter().count()).isEqualTo(3);
        assertThat(output.toString()).containsOnlyOnce("the work goes on");
    }
}
