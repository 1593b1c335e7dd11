package dev.forbear.observe;

import dev.forbear.engine.TaskEvent;

/**
 * Has an event told inside the span that it belongs to, so that log lines and exemplars name its
 * trace. Safe for use by many threads.
 */
interface EventScopes {

    /** Runs it in any case. */
    void within(TaskEvent event, Runnable telling);
}
