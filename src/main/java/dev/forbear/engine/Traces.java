package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.task.TraceParent;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * The port to a tracer: a call that submits may be a span, and so may the attempts that it leads
 * to, which are parts of it. A wish comes in as a part of its caller's span, if that was told. Safe
 * for use by many threads.
 */
public interface Traces {

    /** Where nobody traces, attempts are parts of the caller's span. */
    Traces NONE =
            new Traces() {
                @Override
                public Admission submission(Wish wish, Function<Wish, Admission> submit) {
                    return submit.apply(wish);
                }

                @Override
                public Once.Answer submissionOnce(Wish wish, Function<Wish, Once.Answer> submit) {
                    return submit.apply(wish);
                }

                @Override
                public <E extends Exception> void bulk(@Nullable TraceParent caller, Bulk<E> submit)
                        throws E {
                    submit.under(caller);
                }

                @Override
                public Controller attempts(Controller controller) {
                    return controller;
                }
            };

    /** One submission, on the calling thread until it is known what became of it. */
    Admission submission(Wish wish, Function<Wish, Admission> submit);

    /** One that has an idempotency key. */
    Once.Answer submissionOnce(Wish wish, Function<Wish, Once.Answer> submit);

    /** A call that submits many: one span for all of them. */
    <E extends Exception> void bulk(@Nullable TraceParent caller, Bulk<E> submit) throws E;

    /** The controller, each of its attempts a span. */
    Controller attempts(Controller controller);

    /**
     * Submits many.
     *
     * @param <E> what it throws
     */
    interface Bulk<E extends Exception> {
        void under(@Nullable TraceParent span) throws E;
    }
}
