package dev.forbear.task;

import java.util.Locale;

/** How an attempt ended, as history and metrics name it. The codes are stored: never change one. */
public enum Outcome {
    SUCCEEDED(0),
    REQUEUED(1),
    FAILED(2),
    TERMINAL(3),
    CRASHED(4),
    INTERRUPTED(5);

    private final int code;

    Outcome(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The outcome of an attempt after which the task is as given. */
    public static Outcome of(Verdict verdict, Task after) {
        return switch (verdict) {
            case Verdict.Success _ -> SUCCEEDED;
            case Verdict.Requeue _ -> REQUEUED;
            case Verdict.Interrupted _ -> INTERRUPTED;
            case Verdict.Crashed _ -> CRASHED;
            case Verdict.Failing _ -> after.state().kind() == Kind.FAILED ? TERMINAL : FAILED;
        };
    }

    /**
     * @throws IllegalArgumentException if no outcome has the code
     */
    public static Outcome of(int code) {
        for (var outcome : values()) {
            if (outcome.code == code) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no outcome has the code " + code);
    }
}
