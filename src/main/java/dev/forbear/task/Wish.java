package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A submission that has been checked.
 *
 * @param uid the uid to give, should the task have to be made
 * @param due the earliest start
 * @param lane null: not given
 * @param usualLane what the controller says of the spec, for a task whose lane was never given;
 *     null: nothing
 * @param maxAttempts null: not given
 * @param deadline null: not given
 * @param trace the span that submits; null: none
 */
public record Wish(
        TaskId id,
        UUID uid,
        Terms.Spec spec,
        When due,
        @Nullable String lane,
        @Nullable Integer maxAttempts,
        @Nullable When deadline,
        @Nullable String usualLane,
        @Nullable TraceParent trace) {

    public Wish(
            TaskId id,
            UUID uid,
            Terms.Spec spec,
            When due,
            @Nullable String lane,
            @Nullable Integer maxAttempts,
            @Nullable When deadline,
            @Nullable String usualLane) {
        this(id, uid, spec, due, lane, maxAttempts, deadline, usualLane, null);
    }

    public Wish(
            TaskId id,
            UUID uid,
            Terms.Spec spec,
            When due,
            @Nullable String lane,
            @Nullable Integer maxAttempts,
            @Nullable When deadline) {
        this(id, uid, spec, due, lane, maxAttempts, deadline, null, null);
    }

    /** The same but for its times. */
    public Wish at(When newDue, @Nullable When newDeadline) {
        return new Wish(id, uid, spec, newDue, lane, maxAttempts, newDeadline, usualLane, trace);
    }

    /** The same as a part of another span. */
    public Wish under(@Nullable TraceParent span) {
        return Objects.equals(span, trace)
                ? this
                : new Wish(id, uid, spec, due, lane, maxAttempts, deadline, usualLane, span);
    }

    /**
     * True when it asks for what the terms already say; what it does not give is not compared, nor
     * is who traces it.
     */
    boolean sameAs(Terms terms) {
        return spec.digest().equals(terms.spec().digest())
                && (lane == null || lane.equals(terms.lane()))
                && (maxAttempts == null || maxAttempts.equals(terms.maxAttempts()))
                && (deadline == null || sameDeadline(deadline, terms.deadline()));
    }

    private static boolean sameDeadline(When wanted, Terms.@Nullable Deadline present) {
        return present != null
                && switch (wanted) {
                    case When.At(var time) -> time.equals(present.at());
                    case When.After(var delay) -> delay.equals(present.after());
                };
    }

    /**
     * The terms of a task that this replaces or revives: lane and limit stay unless given, or the
     * new spec has a lane of its own; a deadline and a trace do not.
     */
    Terms over(Terms terms, Instant now) {
        return new Terms(
                spec,
                laneOver(terms),
                maxAttempts == null ? terms.maxAttempts() : maxAttempts,
                deadlineFrom(now),
                trace);
    }

    private @Nullable String laneOver(Terms terms) {
        if (lane != null) {
            return lane;
        }
        var sameSpec = spec.digest().equals(terms.spec().digest());
        return sameSpec || usualLane == null ? terms.lane() : usualLane;
    }

    Terms terms(Instant now) {
        var theLane = lane == null ? usualLane : lane;
        return new Terms(spec, theLane, maxAttempts, deadlineFrom(now), trace);
    }

    private Terms.@Nullable Deadline deadlineFrom(Instant now) {
        return switch (deadline) {
            case null -> null;
            case When.At(var time) -> new Terms.Deadline(time, null);
            case When.After after -> new Terms.Deadline(after.from(now), after.delay());
        };
    }
}
