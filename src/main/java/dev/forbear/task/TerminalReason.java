package dev.forbear.task;

/** Why a task is FAILED. The codes are stored: never change one. */
public enum TerminalReason {
    /** The limit of attempts is reached. */
    ATTEMPTS_EXHAUSTED(1),
    /** The error says that no retry can help. */
    NOT_RETRYABLE(2),
    /** The next start would lie beyond the deadline. */
    DEADLINE_EXCEEDED(3),
    /** Three processes died while it ran. */
    CRASHED(4),
    /** No live node has had the controller for a long time. */
    UNKNOWN_CONTROLLER(5),
    /** The stored spec does not fit the controller's type. */
    UNREADABLE_SPEC(6);

    private final int code;

    TerminalReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * @throws IllegalArgumentException if no reason has the code
     */
    public static TerminalReason of(int code) {
        for (var reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no terminal reason has the code " + code);
    }
}
