package dev.forbear.bench;

/** Placeholder until the store's statements are there. */
final class BareLoop {
    private BareLoop() {}

    static double tasksPerSecond(int tasks) {
        return tasks;
    }
}
