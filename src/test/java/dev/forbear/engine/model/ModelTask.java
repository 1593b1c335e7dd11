package dev.forbear.engine.model;

import dev.forbear.task.Effect;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.time.Duration;
import java.time.Instant;

/**
 * What the contract says of one key, in plain fields and ifs. Written from the contract, not from
 * {@code Task}, whose moves it must not call: it is the second opinion.
 */
final class ModelTask {

    static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    static final int DEADLY = 3;

    final String key;
    Kind kind;
    TerminalReason reason;
    long generation;
    int attempts;
    int deaths;

    /** Waiting: no start before it. */
    Instant due;

    /** RUNNING: when it runs once more; null unless something was submitted meanwhile. */
    Instant again;

    /** When due or again was decided. */
    private Instant decided;

    /** A thread has it, as RUNNING or as one that was cancelled and has not ended. */
    boolean held;

    Instant endedAt;
    private Instant cooldown;
    private Instant lastStart;
    private ModelTask beforeClaim;

    String spec;
    String lane;
    Integer ownLimit;
    Instant deadline;
    private When deadlineAsGiven;

    ModelTask(Wish wish, Instant now) {
        key = wish.id().toString();
        generation = 1;
        kind = Kind.QUEUED;
        due = later(wish.due().from(now), now);
        decided = now;
        take(wish, now);
    }

    private ModelTask(ModelTask of) {
        key = of.key;
        kind = of.kind;
        attempts = of.attempts;
        due = of.due;
        decided = of.decided;
        lastStart = of.lastStart;
    }

    boolean waits() {
        return kind == Kind.QUEUED || kind == Kind.BACKING_OFF;
    }

    boolean claimable() {
        return waits() && !held;
    }

    boolean ended() {
        return !waits() && kind != Kind.RUNNING;
    }

    boolean isDue(Instant now) {
        return claimable() && !due.isAfter(now);
    }

    boolean missedDeadline(Instant now) {
        return deadline != null && now.isAfter(deadline);
    }

    boolean coolsDown(Instant now) {
        return cooldown != null && cooldown.isAfter(now);
    }

    Effect submitted(Wish wish, Instant now) {
        var same = same(wish);
        var start = notBefore(later(wish.due().from(now), now));
        if (kind == Kind.RUNNING) {
            again = same && again != null && again.isBefore(start) ? again : start;
            decided = now;
            generation++;
            take(wish, now);
            return Effect.REQUEUED;
        }
        if (ended()) {
            anew(start, now);
            deaths = 0;
            take(wish, now);
            return Effect.REVIVED;
        }
        if (!same) {
            anew(start, now);
            take(wish, now);
            return Effect.REPLACED;
        }
        if (kind == Kind.QUEUED && start.isBefore(due)) {
            due = start;
            decided = now;
        }
        return Effect.COALESCED;
    }

    private boolean same(Wish wish) {
        return wish.spec().json().equals(spec)
                && (wish.lane() == null || wish.lane().equals(lane))
                && (wish.maxAttempts() == null || wish.maxAttempts().equals(ownLimit))
                && (wish.deadline() == null || sameDeadline(wish.deadline()));
    }

    private boolean sameDeadline(When wanted) {
        return wanted instanceof When.At(var time)
                ? time.equals(deadline)
                : wanted.equals(deadlineAsGiven);
    }

    private void take(Wish wish, Instant now) {
        spec = wish.spec().json();
        lane = wish.lane() == null ? lane : wish.lane();
        ownLimit = wish.maxAttempts() == null ? ownLimit : wish.maxAttempts();
        deadlineAsGiven = wish.deadline();
        deadline = wish.deadline() == null ? null : wish.deadline().from(now);
    }

    /** The next piece of work. */
    private void anew(Instant start, Instant now) {
        kind = Kind.QUEUED;
        reason = null;
        due = start;
        decided = now;
        generation++;
        attempts = 0;
    }

    /** No hot loop, but what a clock set back has put into the future counts from now. */
    private Instant notBefore(Instant wanted) {
        var setBack = lastStart != null && lastStart.isAfter(wanted);
        if (cooldown == null) {
            return setBack ? wanted : paced(wanted);
        }
        if (setBack) {
            return cooldown.isAfter(lastStart)
                    ? wanted.plus(Duration.between(lastStart, cooldown))
                    : later(wanted, cooldown);
        }
        return paced(later(wanted, cooldown));
    }

    private Instant paced(Instant start) {
        return lastStart == null ? start : later(start, lastStart.plus(MIN_INTERVAL));
    }

    /** True if the clock was set back since, and what it waits for is no time that was given. */
    boolean isAhead(Instant now) {
        return claimable()
                && due.isAfter(now)
                && decided.isAfter(now)
                && (kind == Kind.BACKING_OFF || due.equals(cooldown) || soon(due));
    }

    /** It waits as long again as when that was decided, and no longer than any delay. */
    void pulledIn(Duration longest, Instant now) {
        var setBack = Duration.between(now, decided);
        due = earlier(later(due.minus(setBack), now), now.plus(longest));
        cooldown = cooldown == null ? null : earlier(cooldown.minus(setBack), due);
        decided = now;
    }

    void claimed(Instant now) {
        beforeClaim = new ModelTask(this);
        kind = Kind.RUNNING;
        due = null;
        again = null;
        held = true;
        attempts++;
        lastStart = now;
        cooldown = null;
    }

    /** It had not begun, so it costs nothing. */
    void givenBack(Instant now) {
        if (kind != Kind.RUNNING) {
            letGo(now);
            return;
        }
        held = false;
        lastStart = beforeClaim.lastStart;
        cooldown = null;
        attempts = again == null ? beforeClaim.attempts : 0;
        kind = again == null ? beforeClaim.kind : Kind.QUEUED;
        due = again == null ? earlier(beforeClaim.due, now) : still(again, now);
        decided = again == null ? beforeClaim.decided : now;
        again = null;
    }

    /** The thread of an attempt that was cancelled has ended, or its process. */
    void letGo(Instant now) {
        held = false;
        if (kind == Kind.QUEUED) {
            due = still(due, now);
            decided = now;
        }
    }

    boolean cancelled(Instant now) {
        if (ended()) {
            return false;
        }
        end(Kind.CANCELLED, null, now);
        return true;
    }

    boolean retried(Instant now) {
        if (kind == Kind.RUNNING || kind == Kind.SUCCEEDED) {
            return false;
        }
        if (ended()) {
            anew(now, now);
            deaths = 0;
        }
        due = now;
        decided = now;
        cooldown = null;
        lastStart = null;
        deadline = null;
        deadlineAsGiven = null;
        return true;
    }

    void expired(TerminalReason why, Instant now) {
        end(Kind.FAILED, why, now);
    }

    /**
     * What became of the attempt under way; the thread ends in any case.
     *
     * @param took how long ago the call began, which is the start that the next keeps away from
     */
    void attempted(Ending ending, Duration took, Instant now) {
        if (kind != Kind.RUNNING) {
            letGo(now);
            return;
        }
        lastStart = later(lastStart, now.minus(took));
        held = false;
        deaths = ending.deaths(deaths);
        if (ending.cooldown() != null) {
            cooldown = now.plus(ending.cooldown());
        }
        if (again != null) {
            kind = Kind.QUEUED;
            attempts = 0;
            due = notBefore(still(again, now));
            decided = now;
            again = null;
            return;
        }
        decided = now;
        switch (ending.then()) {
            case SUCCEEDED -> end(Kind.SUCCEEDED, null, now);
            case LATER -> anew(notBefore(now.plus(ending.delay())), now);
            case NOTHING -> {
                attempts--;
                kind = attempts == 0 ? Kind.QUEUED : Kind.BACKING_OFF;
                due = notBefore(now);
            }
            case FAILED -> end(Kind.FAILED, died() ? TerminalReason.CRASHED : ending.reason(), now);
            case RETRIED -> backOff(notBefore(now.plus(ending.delay())), now);
        }
    }

    private boolean died() {
        return deaths >= DEADLY;
    }

    private void backOff(Instant start, Instant now) {
        if (died()) {
            end(Kind.FAILED, TerminalReason.CRASHED, now);
        } else if (missedDeadline(start)) {
            end(Kind.FAILED, TerminalReason.DEADLINE_EXCEEDED, now);
        } else {
            kind = Kind.BACKING_OFF;
            due = start;
        }
    }

    private void end(Kind as, TerminalReason why, Instant now) {
        kind = as;
        reason = why;
        due = null;
        again = null;
        endedAt = now;
    }

    /** What was to be soon is so again where the clock was set back since. */
    private Instant still(Instant time, Instant now) {
        var setBack = Duration.between(now, decided);
        return later(setBack.isPositive() && soon(time) ? time.minus(setBack) : time, now);
    }

    private boolean soon(Instant time) {
        return Duration.between(decided, time).compareTo(Duration.ofSeconds(1)) <= 0;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
