package dev.forbear.task;

/** A task's name: its controller and its key. */
public record TaskId(String controller, String key) {

    /** As log lines and messages show it. */
    @Override
    public String toString() {
        return controller + "/" + key;
    }
}
