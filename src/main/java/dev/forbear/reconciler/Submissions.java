package dev.forbear.reconciler;

/**
 * Submits tasks from Java; to be injected, also into a controller. Safe for use by many threads.
 */
public interface Submissions {

    /**
     * Submits and returns when the task is durable. It takes no part in the caller's transaction.
     *
     * @throws IllegalArgumentException if the submission is invalid; the message names the field,
     *     the limit and the mend
     * @throws IllegalStateException if the store is away or the controller's backlog limit is
     *     reached
     */
    Receipt submit(Submission submission);

    /**
     * What became of a submission.
     *
     * @param effect what it did to what was there
     */
    record Receipt(String controller, String key, String uid, long generation, Effect effect) {}

    /** What a submission did. */
    enum Effect {
        /** There was no such task. */
        CREATED,
        /** The same work was waiting already; the earlier due time holds. */
        COALESCED,
        /** Waiting work was replaced by this one. */
        REPLACED,
        /** The task is running and runs once more afterwards. */
        REQUEUED,
        /** An ended task starts anew. */
        REVIVED
    }
}
