package dev.forbear.engine;

/**
 * Hears of what happened to tasks, on the thread that it happened on; must be quick. Safe for use
 * by many threads.
 */
@FunctionalInterface
public interface TaskEvents {

    void on(TaskEvent event);
}
