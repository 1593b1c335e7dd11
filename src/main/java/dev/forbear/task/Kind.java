package dev.forbear.task;

/**
 * The states' names, as callers, metrics and the store know them. The codes are stored: never
 * change one.
 */
public enum Kind {
    QUEUED(0),
    RUNNING(1),
    BACKING_OFF(2),
    SUCCEEDED(3),
    FAILED(4),
    CANCELLED(5);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean ended() {
        return code >= SUCCEEDED.code;
    }

    /**
     * @throws IllegalArgumentException if no state has the code
     */
    public static Kind of(int code) {
        for (var kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no state has the code " + code);
    }
}
