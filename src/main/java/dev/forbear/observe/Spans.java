package dev.forbear.observe;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Task;
import dev.forbear.task.TraceParent;

import io.micrometer.tracing.CurrentTraceContext.Scope;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tracer's spans as we know them: the current one, and those of attempts until their outcome is
 * told, which happens on another thread. Safe for use by many threads.
 */
final class Spans implements EventScopes {

    /** What is never told, since it could not be written by a fault of ours, is pushed out. */
    private static final int MOST = 10_000;

    private final Tracer tracer;
    private final Map<Held, TraceContext> attempts =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Held, TraceContext> eldest) {
                    return size() > MOST;
                }
            };

    private record Held(long row, long epoch) {
        Held(Claim claim) {
            this(claim.row(), claim.epoch());
        }
    }

    Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The span that the calling thread is in; null if it is in none. */
    @Nullable TraceParent current() {
        var context = context();
        return context == null
                ? null
                : TraceParent.of(context.traceId(), context.spanId(), isSampled(context));
    }

    private @Nullable TraceContext context() {
        try {
            var span = tracer.currentSpan();
            return span == null ? null : span.context();
        } catch (RuntimeException _) {
            return null; // what is traced goes on without
        }
    }

    private static boolean isSampled(TraceContext context) {
        return Boolean.TRUE.equals(context.sampled());
    }

    /** The calling thread's span is that of the attempt. */
    void begun(Claim claim) {
        var context = context();
        if (context != null && isSampled(context)) {
            synchronized (attempts) {
                attempts.put(new Held(claim), context);
            }
        }
    }

    @Override
    public void within(TaskEvent event, Runnable telling) {
        var scope = opened(event);
        try {
            telling.run();
        } finally {
            close(scope);
        }
    }

    private static void close(Scope scope) {
        try {
            scope.close();
        } catch (RuntimeException _) {
            // the event is told; that the tracer is at fault must not hurt the work
        }
    }

    private Scope opened(TaskEvent event) {
        try {
            var context = of(event);
            return context == null ? Scope.NOOP : tracer.currentTraceContext().newScope(context);
        } catch (RuntimeException _) {
            return Scope.NOOP; // what happened is told all the same
        }
    }

    private @Nullable TraceContext of(TaskEvent event) {
        return switch (event) {
            case TaskEvent.AttemptStarted started -> submitting(started.claim().task());
            case TaskEvent.AttemptEnded ended -> ended(ended.claim());
            case TaskEvent.Fenced fenced -> ended(fenced.claim());
            case TaskEvent.Stuck stuck -> of(stuck.claim());
            case TaskEvent.Submitted submitted -> submitting(submitted.task());
            case TaskEvent.Expired expired -> submitting(expired.task());
            case TaskEvent.Operated operated -> submitting(operated.after());
            case TaskEvent.Paused _ -> null;
        };
    }

    private @Nullable TraceContext of(Claim claim) {
        synchronized (attempts) {
            return attempts.get(new Held(claim));
        }
    }

    private @Nullable TraceContext ended(Claim claim) {
        synchronized (attempts) {
            return attempts.remove(new Held(claim));
        }
    }

    /** The span that submitted the task. */
    private @Nullable TraceContext submitting(Task task) {
        var trace = task.terms().trace();
        return trace == null || !trace.sampled()
                ? null
                : tracer.traceContextBuilder()
                        .traceId(trace.traceId())
                        .spanId(trace.spanId())
                        .sampled(true)
                        .build();
    }
}
