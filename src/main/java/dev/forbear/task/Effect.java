package dev.forbear.task;

/** What a submission did to what was there. */
public enum Effect {
    CREATED,
    COALESCED,
    REPLACED,
    REQUEUED,
    REVIVED;

    /** True for those that a backlog limit refuses: they add to the backlog. */
    public boolean adds() {
        return this == CREATED || this == REVIVED;
    }
}
