package dev.forbear.secrets;

/**
 * Stands for an Error whose texts held a secret: it says the same without, as of the same class and
 * with the same frames.
 */
public final class MaskedError extends Error {

    private static final long serialVersionUID = 1L;

    private final String shown;

    MaskedError(Retelling.Told told) {
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
