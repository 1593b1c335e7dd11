package dev.forbear.breaking;

/** How something is broken, and mended again. */
interface Fault {

    /**
     * Breaks it.
     *
     * @param replica which is meant, if one is
     * @return what mends it; it returns when what was broken works again
     */
    Mending done(Replica replica, Plan.Planned planned) throws Exception;

    /** Mends what was broken. */
    interface Mending {
        void done() throws Exception;
    }
}
