package dev.forbear.engine;

/** Lets tests of other rooms interrupt as the engine does. */
public final class Interruptions {

    private Interruptions() {}

    public static Interruption none() {
        return new Interruption();
    }

    public static Interruption because(Interruption.Cause cause) {
        var interruption = new Interruption();
        interruption.because(cause);
        return interruption;
    }

    /** As the engine does to an attempt under way. */
    public static void interrupt(Interruption interruption, Interruption.Cause cause) {
        interruption.because(cause);
        Thread.currentThread().interrupt();
    }
}
