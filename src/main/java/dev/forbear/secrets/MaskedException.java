package dev.forbear.secrets;

/**
 * Stands for an exception whose texts held a secret: it says the same without, as of the same class
 * and with the same frames.
 */
public final class MaskedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String shown;

    MaskedException(Retelling.Told told) {
        super(told.message(), told.cause(), true, true);
        shown = told.shown();
    }

    /** Its frames are given to it. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // it begins with the class of what it stands for
    public String toString() {
        return shown;
    }
}
