package dev.forbear.reconciler;

/**
 * Brings one thing into the state that its spec asks for. A Spring bean that implements this is a
 * controller.
 *
 * <p>Called at least once for each generation of a task and never twice at the same time for one
 * key, over all replicas. Any exception is a failed attempt and is retried after a backoff; {@link
 * TerminalException} ends the task at once, {@link RetryAfterException} asks for a longer wait.
 * Calls come on platform threads, up to the controller's {@code concurrency} at a time, and are
 * interrupted after {@code attempt-timeout}.
 *
 * @param <S> the type that the spec's JSON is bound to
 */
public interface Reconciler<S> {

    /**
     * Does the work of one attempt.
     *
     * @return what follows; null is a failed attempt
     * @throws Exception any failure; it is retried unless it is, or is caused by, a {@link
     *     TerminalException}
     */
    Result reconcile(Request<S> request) throws Exception;

    /**
     * The lane of a task that is submitted without one, such as the host that it calls or the
     * tenant that it is for. Called when a task is submitted, on any thread, with a spec that fits
     * its type and constraints; it should be quick.
     *
     * @return 1 to 200 of {@code A-Z a-z 0-9 . _ ~ @ + = , : -}, else the submission is refused;
     *     empty (the default): no lane
     */
    default String lane(S spec) {
        return "";
    }

    /**
     * The controller's name, 1 to 63 of {@code a-z 0-9 -}; empty (the default) means the bean's
     * name in kebab-case without a trailing {@code -reconciler} or {@code -controller}.
     */
    default String name() {
        return "";
    }
}
