package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_SELF;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Effect;
import dev.forbear.task.TraceParent;

import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.CurrentTraceContext.Scope;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class SpansTest {

    private static final TraceParent TRACE =
            new TraceParent("00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-01");

    private final Tracer tracer = mock(Tracer.class);
    private final CurrentTraceContext current = mock(CurrentTraceContext.class);
    private final TaskEvent event =
            new TaskEvent.Submitted(TaskLife.demo().task.under(TRACE), Effect.CREATED);

    @BeforeEach
    void given() {
        var builder = mock(TraceContext.Builder.class, RETURNS_SELF);
        var submitting = mock(TraceContext.class);
        when(builder.build()).thenReturn(submitting);
        when(tracer.traceContextBuilder()).thenReturn(builder);
        when(tracer.currentTraceContext()).thenReturn(current);
    }

    private List<String> told() {
        var told = new ArrayList<String>();
        new Spans(tracer).within(event, () -> told.add("event"));
        return told;
    }

    @Test
    void an_event_is_told_inside_the_span_that_it_belongs_to() {
        var order = new ArrayList<String>();
        when(current.newScope(any()))
                .thenAnswer(_ -> {
                    order.add("opened");
                    return (Scope) () -> order.add("closed");
                });

        new Spans(tracer).within(event, () -> order.add("event"));

        assertThat(order).containsExactly("opened", "event", "closed");
    }

    @Test
    void a_tracer_that_cannot_open_a_scope_hides_no_event() {
        when(current.newScope(any())).thenThrow(new IllegalStateException("no"));

        assertThat(told()).containsExactly("event");
    }

    @Test
    void a_tracer_that_cannot_close_its_scope_does_not_hurt_who_tells() {
        when(current.newScope(any()))
                .thenReturn(() -> {
                    throw new IllegalStateException("no");
                });

        assertThat(told()).containsExactly("event");
    }
}
