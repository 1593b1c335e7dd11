package dev.forbear.retry;

/** The stored spec does not fit the controller's type. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RuntimeException why;

    Unreadable(RuntimeException why) {
        super(why);
        this.why = why;
    }

    RuntimeException why() {
        return why;
    }
}
