package dev.forbear.task;

import dev.forbear.task.State.BackingOff;
import dev.forbear.task.State.Cancelled;
import dev.forbear.task.State.Failed;
import dev.forbear.task.State.Queued;
import dev.forbear.task.State.Running;
import dev.forbear.task.State.Succeeded;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One (controller, key) and every move that it can make. All moves are pure; a move that is not
 * legal in the present state throws IllegalStateException.
 */
public record Task(
        TaskId id,
        UUID uid,
        Instant createdAt,
        Terms terms,
        Progress progress,
        State state,
        Instant updatedAt) {

    /** This many deaths of its process, with no attempt settled between them, end a task. */
    static final int DEADLY = 3;

    /**
     * What is due within it was not scheduled by a caller: it was due at once, or after the
     * interval between starts.
     */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** No claim comes this long before its task is due. */
    private static final Duration EARLY = Duration.ofSeconds(1);

    /** A task and what a submission did to it. */
    public record Submitted(Task task, Effect effect) {}

    public static Submitted created(Wish wish, Instant now) {
        var due = later(wish.due().from(now), now);
        var task =
                new Task(
                        wish.id(),
                        wish.uid(),
                        now,
                        wish.terms(now),
                        Progress.NEW,
                        new Queued(due, false),
                        now);
        return new Submitted(task, Effect.CREATED);
    }

    /** The one place that decides what a submission does to what is there. */
    public Submitted submitted(Wish wish, Duration minInterval, Instant now) {
        var due = progress.earliest(later(wish.due().from(now), now), minInterval);
        return switch (state) {
            case Queued(var present, var leased) when wish.sameAs(terms) ->
                    due.isBefore(present)
                            ? new Submitted(at(new Queued(due, leased), now), Effect.COALESCED)
                            : new Submitted(this, Effect.COALESCED);
            case Queued(_, var leased) ->
                    renewed(wish, new Queued(due, leased), now, Effect.REPLACED);
            case BackingOff _ when wish.sameAs(terms) -> new Submitted(this, Effect.COALESCED);
            case BackingOff _ -> renewed(wish, new Queued(due, false), now, Effect.REPLACED);
            case Running(var again) -> {
                var earlier = again != null && again.isBefore(due) && wish.sameAs(terms);
                yield rerun(wish, new Running(earlier ? again : due), now);
            }
            case Succeeded _ ->
                    with(progress.recovered(), state, updatedAt)
                            .renewed(wish, new Queued(due, false), now, Effect.REVIVED);
            case Failed _ -> renewed(wish, new Queued(due, false), now, Effect.REVIVED);
            case Cancelled(var leased) ->
                    renewed(wish, new Queued(due, leased), now, Effect.REVIVED);
        };
    }

    private Submitted renewed(Wish wish, State to, Instant now, Effect effect) {
        var next = effect == Effect.REVIVED ? progress.revived() : progress.next();
        return new Submitted(
                new Task(id, uid, createdAt, wish.over(terms, now), next, to, now), effect);
    }

    /**
     * The present attempt goes on, so its number and what failed so far stay until it is settled.
     */
    private Submitted rerun(Wish wish, State to, Instant now) {
        var p = progress;
        var moved =
                new Progress(
                        p.generation() + 1,
                        p.attempts(),
                        p.crashes(),
                        p.startedAt(),
                        p.floor(),
                        p.trouble());
        return new Submitted(
                new Task(id, uid, createdAt, wish.over(terms, now), moved, to, now),
                Effect.REQUEUED);
    }

    /** An attempt begins; the number counts from here, so that a process that dies has spent it. */
    public Task claimed(Instant now) {
        return switch (state) {
            case Queued(var due, var leased) when !leased -> claimed(now, due);
            case BackingOff(var due) -> claimed(now, due);
            case Queued _, Running _, Succeeded _, Failed _, Cancelled _ ->
                    throw illegal("claimed");
        };
    }

    /** One that is claimed a little before it is due begins no sooner for that. */
    private Task claimed(Instant now, Instant due) {
        var begins = due.isAfter(now) ? due : now;
        return with(progress.claimed(begins), new Running(null), now);
    }

    /**
     * The call began later than its claim, which is what the interval between starts counts from.
     *
     * @param began the call's begin, or what is known to be later
     */
    public Task begun(Instant began) {
        var claimed = progress.startedAt();
        return claimed == null || claimed.isBefore(began)
                ? with(progress.begun(began), state, updatedAt)
                : this;
    }

    /** The one place that decides what an attempt does to a task. */
    public Task settled(Verdict verdict, Duration minInterval, Instant now) {
        if (!(state instanceof Running(var again))) {
            throw illegal("settled");
        }
        var after = progressAfter(verdict, now);
        if (again != null) {
            return with(
                    after.anew(),
                    new Queued(after.earliest(still(again, now), minInterval), false),
                    now);
        }
        return switch (verdict) {
            case Verdict.Success _ -> with(after, new Succeeded(), now);
            case Verdict.Requeue(var delay) ->
                    with(
                            after.next(),
                            new Queued(after.earliest(now.plus(delay), minInterval), false),
                            now);
            case Verdict.Interrupted _ ->
                    with(after, waiting(after, after.earliest(now, minInterval)), now);
            case Verdict.Failing failing -> failed(failing, after, minInterval, now);
            case Verdict.Crashed(_, var died) when died && after.crashes() >= DEADLY ->
                    with(after, new Failed(TerminalReason.CRASHED), now);
            case Verdict.Crashed(var judged, _) -> failed(judged, after, minInterval, now);
        };
    }

    private Progress progressAfter(Verdict verdict, Instant now) {
        return switch (verdict) {
            case Verdict.Success _, Verdict.Requeue _ -> progress.settledCleanly();
            case Verdict.Interrupted _ -> progress.uncounted();
            case Verdict.Failing f ->
                    progress.settledCleanly().failed(f.failure(), f.cooldown(), now);
            case Verdict.Crashed(var f, var died) ->
                    (died ? progress.crashed() : progress).failed(f.failure(), f.cooldown(), now);
        };
    }

    private Task failed(
            Verdict.Failing verdict, Progress after, Duration minInterval, Instant now) {
        return switch (verdict) {
            case Verdict.GiveUp(var reason, _, _) -> with(after, new Failed(reason), now);
            case Verdict.Retry(var delay, _, _) -> {
                var due = after.earliest(now.plus(delay), minInterval);
                yield missesDeadline(due)
                        ? with(after, new Failed(TerminalReason.DEADLINE_EXCEEDED), now)
                        : with(after, new BackingOff(due), now);
            }
        };
    }

    /**
     * Claimed but never started: as if it had not been claimed, unless something was submitted
     * meanwhile. It was due, or within {@link #EARLY}, and is so where the clock was set back
     * since.
     */
    public Task givenBack(Task before, Instant now) {
        if (!(state instanceof Running(var again))) {
            throw illegal("given back");
        }
        var cooling = isNear(before.progress.floor(), now);
        var as = cooling ? before.progress : before.progress.cooled();
        if (again == null) {
            return with(as, before.dueBy(now), before.updatedAt);
        }
        var floor = as.floor(); // it may have been claimed before its cooldown or pace allowed it
        var due = later(still(again, now), Objects.requireNonNull(before.dueBy(now).dueAt()));
        var moved =
                new Progress(progress.generation(), 0, as.crashes(), as.startedAt(), floor, null);
        return with(moved, new Queued(due, false), now);
    }

    private State dueBy(Instant now) {
        return switch (state) {
            case Queued(var due, var leased) ->
                    new Queued(isNear(due, now) ? due : earlier(due, now), leased);
            case BackingOff(var due) -> new BackingOff(isNear(due, now) ? due : earlier(due, now));
            case Running _, Succeeded _, Failed _, Cancelled _ -> throw illegal("claimed");
        };
    }

    private static boolean isNear(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now) && !time.isAfter(now.plus(EARLY));
    }

    /** The thread of a cancelled attempt has ended. */
    public Task freed(Instant now) {
        return switch (state) {
            case Queued(var due, _) -> at(new Queued(still(due, now), false), now);
            case Cancelled _ -> with(progress, new Cancelled(false), updatedAt);
            case Running _, BackingOff _, Succeeded _, Failed _ -> throw illegal("freed");
        };
    }

    public Task cancelled(Instant now) {
        return switch (state) {
            case Queued(_, var leased) -> at(new Cancelled(leased), now);
            case BackingOff _ -> at(new Cancelled(false), now);
            case Running _ -> at(new Cancelled(true), now);
            case Succeeded _, Failed _, Cancelled _ -> throw illegal("cancelled");
        };
    }

    /** Run now, by an operator's wish: neither cooldown nor deadline holds it. */
    public Task retried(Instant now) {
        var free =
                new Task(
                        id,
                        uid,
                        createdAt,
                        terms.withoutDeadline(),
                        progress.withoutFloor(),
                        state,
                        now);
        return switch (state) {
            case Queued(_, var leased) -> free.at(new Queued(now, leased), now);
            case BackingOff _ -> free.at(new BackingOff(now), now);
            case Failed _ -> free.with(free.progress.revived(), new Queued(now, false), now);
            case Cancelled(var leased) ->
                    free.with(free.progress.revived(), new Queued(now, leased), now);
            case Running _, Succeeded _ -> throw illegal("retried");
        };
    }

    /**
     * Ends a waiting task for a reason that no attempt gave: its deadline has passed, or nobody has
     * its controller.
     */
    public Task expired(TerminalReason reason, Instant now) {
        return switch (state) {
            case Queued(_, var leased) when !leased -> at(new Failed(reason), now);
            case BackingOff _ -> at(new Failed(reason), now);
            case Queued _, Running _, Succeeded _, Failed _, Cancelled _ ->
                    throw illegal("expired");
        };
    }

    /**
     * True when something was submitted while this runs, so that what the attempt did is not the
     * last word.
     */
    public boolean movedOn() {
        return state instanceof Running(var again) && again != null;
    }

    public boolean missesDeadline(Instant start) {
        var deadline = terms.deadline();
        return deadline != null && start.isAfter(deadline.at());
    }

    /**
     * Why no attempt may start any more; null where one may.
     *
     * @param limit the controller's limit of attempts, for a task without one of its own
     */
    public @Nullable TerminalReason barred(int limit, Instant now) {
        if (missesDeadline(now)) {
            return TerminalReason.DEADLINE_EXCEEDED;
        }
        var most = terms.maxAttempts() == null ? limit : terms.maxAttempts();
        return progress.attempts() < most ? null : TerminalReason.ATTEMPTS_EXHAUSTED;
    }

    /** The same as a part of another span. */
    public Task under(@Nullable TraceParent span) {
        return new Task(id, uid, createdAt, terms.under(span), progress, state, updatedAt);
    }

    private State waiting(Progress after, Instant due) {
        return after.attempts() == 0 ? new Queued(due, false) : new BackingOff(due);
    }

    private Task at(State to, Instant now) {
        return with(progress, to, now);
    }

    private Task with(Progress after, State to, Instant now) {
        return new Task(id, uid, createdAt, terms, after, to, now);
    }

    private IllegalStateException illegal(String move) {
        return new IllegalStateException(id + " is " + state.kind() + " and cannot be " + move);
    }

    /**
     * A time that was written by the last move, as far as it is still to come. What was due soon
     * then is due as soon again where the clock was set back since.
     */
    private Instant still(Instant due, Instant now) {
        var setBack = updatedAt.isAfter(now) && !due.isAfter(updatedAt.plus(SOON));
        return later(setBack ? due.minus(Duration.between(now, updatedAt)) : due, now);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
