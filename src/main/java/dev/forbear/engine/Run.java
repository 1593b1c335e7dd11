package dev.forbear.engine;

import dev.forbear.engine.Interruption.Cause;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;

/**
 * One claim in this process, from its claim to the end of its thread's work on it. Safe for use by
 * many threads.
 */
final class Run {

    static final Comparator<Run> SOONEST_FIRST =
            (a, b) -> Long.signum(a.dueAt - b.dueAt); // nanoseconds may wrap around

    private final Claim claim;
    private final long askedAt;
    private final long dueAt;
    private final long usable;
    private final Interruption interruption = new Interruption();
    private @Nullable Thread thread;
    private long startedAt;
    private boolean stuck;
    private volatile long renewedAt;

    /**
     * @param askedAt when the store was asked for it, before it was claimed
     * @param claimedAt when the store had answered
     * @param usable how many nanoseconds from then on, or from its last renewal, it may run;
     *     Long.MAX_VALUE: as long as it wants
     */
    Run(Claim claim, long askedAt, long claimedAt, long usable) {
        this.claim = claim;
        this.askedAt = askedAt;
        this.dueAt = claimedAt + earliness();
        this.usable = usable;
        this.renewedAt = askedAt;
    }

    Claim claim() {
        return claim;
    }

    Interruption interruption() {
        return interruption;
    }

    /** When it was claimed, or is due if that is later: nanoseconds of the monotonic clock. */
    long dueAt() {
        return dueAt;
    }

    /** How many nanoseconds it is until it may begin; 0 if it may. */
    long dueIn(long nanos) {
        return Math.max(0, dueAt - nanos);
    }

    /**
     * @param nanos before the store was asked to renew it
     */
    void renewed(long nanos) {
        renewedAt = nanos;
    }

    /**
     * How many nanoseconds are left in which it can be sure to be alone with its task, and to end;
     * negative if none are.
     */
    long leaseLeft(long nanos) {
        return usable == Long.MAX_VALUE ? usable : usable - (nanos - renewedAt);
    }

    /** Whether it was cancelled or lost while it waited, or its time is over. */
    boolean mustNotBegin(long nanos) {
        return interruption.cause() != null || leaseLeft(nanos) <= 0 || missesDeadline(nanos);
    }

    /** Whether its deadline may have passed since it was claimed. */
    private boolean missesDeadline(long nanos) {
        var deadline = claim.task().terms().deadline();
        var claimed = claim.task().progress().startedAt();
        return deadline != null
                && claimed != null
                && claimed.plusNanos(nanos - asked()).isAfter(deadline.at());
    }

    /** No later than when the store's time was what the claim says of its start. */
    private long asked() {
        return askedAt + earliness();
    }

    /** More than a store gives tells of a clock that was set back since. */
    private long earliness() {
        return Math.clamp(-claim.lateness().toNanos(), 0, TaskStore.SOON.toNanos());
    }

    /** An interrupt that came before the thread was known reaches it here. */
    synchronized void begin(long nanos) {
        thread = Thread.currentThread();
        startedAt = nanos;
        if (interruption.cause() != null) {
            thread.interrupt();
        }
    }

    /** After this no interrupt reaches the thread, and none is left pending on it. */
    synchronized void end() {
        thread = null;
        var _ = Thread.interrupted();
    }

    /**
     * Interrupts the thread if it is at work, for the first cause that is given; returns whether it
     * was at work.
     */
    synchronized boolean interrupt(Cause cause) {
        if (interruption.cause() == null) {
            interruption.because(cause);
            if (thread != null) {
                thread.interrupt();
            }
        }
        return thread != null;
    }

    /** Marks it stuck if its thread is still at work and was not marked before. */
    synchronized boolean becomesStuck() {
        if (thread == null || stuck) {
            return false;
        }
        stuck = true;
        interruption.because(Cause.STUCK);
        thread.interrupt();
        return true;
    }

    synchronized boolean stuck() {
        return stuck;
    }

    /** How many nanoseconds its thread has been at work on it; negative if it is not. */
    synchronized long workedFor(long nanos) {
        return thread == null ? -1 : Math.max(0, nanos - startedAt);
    }
}
