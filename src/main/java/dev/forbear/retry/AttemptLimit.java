package dev.forbear.retry;

import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.policy.SimpleRetryPolicy;

import java.util.Collection;
import java.util.Set;

/**
 * A limit of attempts that each task brings along, and the errors that no retry can help. Pure, as
 * spring-retry asks several times an attempt.
 */
final class AttemptLimit extends SimpleRetryPolicy {

    private static final long serialVersionUID = 1L;

    private final transient Set<String> notRetryable;

    /**
     * @param maxAttempts for tasks that bring none
     * @param notRetryable names of exception classes that end a task at once
     */
    AttemptLimit(int maxAttempts, Collection<String> notRetryable) {
        super(maxAttempts);
        this.notRetryable = Set.copyOf(notRetryable);
    }

    @Override
    public RetryContext open(@Nullable RetryContext parent) {
        return new Count(parent);
    }

    @Override
    public boolean canRetry(RetryContext context) {
        return !((Count) context).reached() && hopeless(context) == null;
    }

    @Override
    public void registerThrowable(RetryContext context, Throwable thrown) {
        ((Count) context).registerThrowable(thrown);
    }

    /** What went wrong, with the cause that ends the task where a wrapper hides it. */
    Failure failure(Throwable last) {
        var ending = Causes.terminal(last, notRetryable);
        var failure = Failure.of(last);
        return ending == null ? failure : failure.because(Failure.of(ending));
    }

    /** Why no retry can help; null if one can. */
    @Nullable TerminalReason hopeless(RetryContext context) {
        var last = context.getLastThrowable();
        if (last instanceof Unreadable) {
            return TerminalReason.UNREADABLE_SPEC;
        }
        var terminal = last != null && Causes.areTerminal(last, notRetryable);
        return terminal || context.isExhaustedOnly() ? TerminalReason.NOT_RETRYABLE : null;
    }

    /** Puts into the context what the call brings from its row; must be the first listener. */
    static final class Opening implements RetryListener {
        @Override
        public <T, E extends Throwable> boolean open(
                RetryContext context, RetryCallback<T, E> callback) {
            if (callback instanceof Call<?> call) {
                ((Count) context).goesOn(call.failures(), call.limit());
            }
            return true;
        }
    }
}
