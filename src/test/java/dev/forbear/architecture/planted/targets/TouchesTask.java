package dev.forbear.architecture.planted.targets;

/** Planted: a built-in controller knows more than a user's. */
public final class TouchesTask {
    Object it = new dev.forbear.architecture.planted.task.ReadsTheClock();
}
