package dev.forbear.api;

import dev.forbear.api.Members.Value;
import dev.forbear.engine.Controllers;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms.Spec;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Checks submissions that are given as JSON. Safe for use by many threads. */
public final class Intake {

    /** The longest spec, in bytes of UTF-8. */
    public static final int LONGEST_SPEC = 64 * 1024;

    /** The highest limit of attempts. */
    public static final int MOST_ATTEMPTS = 10_000;

    private static final List<String> FIELDS =
            List.of(
                    "controller",
                    "key",
                    "spec",
                    "lane",
                    "notBefore",
                    "delay",
                    "deadline",
                    "maxAttempts");

    // Not as strings: a NaN shall be refused, not become text.
    private static final JsonMapper WRITER =
            JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    private static final Value.Raw NO_SPEC = new Value.Raw("{}", Canon.EMPTY_OBJECT);

    private final Controllers controllers;
    private final InstantSource clock;
    private final Uuid7 uuids;

    /** What a submission is after its check. */
    public sealed interface Checked {
        record Ok(Wish wish) implements Checked {}

        record Refused(Problem problem) implements Checked {}
    }

    /**
     * @param random makes uids and keys; safe for use by many threads
     */
    public Intake(Controllers controllers, InstantSource clock, RandomGenerator random) {
        this.controllers = controllers;
        this.clock = clock;
        this.uuids = new Uuid7(clock, random);
    }

    /** Checks a submission that was made in Java. */
    public Checked check(JsonNode submission) {
        return check(WRITER.writeValueAsString(submission));
    }

    /** Checks the text of a submission. */
    Checked check(String json) {
        var faults = new Faults();
        try {
            return check(Members.read(json, FIELDS, faults), faults);
        } catch (MalformedException e) {
            return malformed(e.getMessage());
        }
    }

    private static Checked malformed(String detail) {
        return new Checked.Refused(
                new Problem(
                        ProblemType.BAD_REQUEST,
                        "The submission is malformed: " + detail,
                        List.of(Problem.Fault.pointer("", detail))));
    }

    private Checked check(Members members, Faults faults) {
        var fields = new Fields(members, faults, clock.instant());
        var controller = fields.controller();
        var key = fields.label("key");
        var due = fields.due();
        var deadline = fields.deadline(due);
        var lane = fields.label("lane");
        var maxAttempts = members.whole("maxAttempts", 1, MOST_ATTEMPTS);
        var raw = members.raw();
        var spec = raw == null ? NO_SPEC : raw;
        var refused = refused(controller, spec, faults);
        if (refused != null || controller == null) {
            return new Checked.Refused(refused == null ? invalid(faults) : refused);
        }
        var usualLane = read(controller, spec, lane, faults);
        if (!faults.isEmpty()) {
            return new Checked.Refused(invalid(faults));
        }
        var uid = uuids.next();
        var id = new TaskId(controller, key == null ? uuids.next().toString() : key);
        return new Checked.Ok(
                new Wish(
                        id,
                        uid,
                        new Spec(spec.text(), spec.digest()),
                        due,
                        lane,
                        maxAttempts,
                        deadline,
                        usualLane));
    }

    /** Has the controller check the spec; returns the lane that it says for it, if any. */
    private @Nullable String read(
            String controller, Value.Raw spec, @Nullable String given, Faults faults) {
        var here = controllers.find(controller);
        if (here.isEmpty() || faults.anyUnreadable()) {
            return null;
        }
        var read = here.get().specs().read(spec.text());
        read.violations().forEach(faults::addBelowSpec);
        var lane = given == null && !faults.anyAt("/lane") ? read.lane() : null;
        var fault = lane == null ? null : Names.faultOfLabel(lane);
        if (fault != null) {
            faults.add("/lane", "is missing, and what the controller made of the spec " + fault);
        }
        return lane;
    }

    private @Nullable Problem refused(@Nullable String controller, Value.Raw spec, Faults faults) {
        if (Text.exceeds(spec.text(), LONGEST_SPEC)) {
            faults.add("/spec", "must be at most 64 KiB in UTF-8; put a reference into it instead");
            return new Problem(
                    ProblemType.TOO_LARGE, "The spec is larger than 64 KiB.", faults.list());
        }
        if (controller == null) {
            return invalid(faults);
        }
        if (!controllers.isLive(controller)) {
            return unknown(controller, faults);
        }
        return null;
    }

    private Problem unknown(String controller, Faults faults) {
        var otherwiseRight = faults.isEmpty();
        var detail = unknown(controller, controllers.live());
        faults.add("/controller", detail);
        return otherwiseRight
                ? new Problem(ProblemType.UNKNOWN_CONTROLLER, detail, faults.list())
                : invalid(faults);
    }

    /** What to say of a name that no live node has, or that is known from nowhere at all. */
    static String unknown(String controller, Collection<String> known) {
        var here = known.isEmpty() ? "there are none" : Nearest.hint(controller, known);
        return "no live node has a controller " + Faults.shown(controller) + "; " + here;
    }

    private static Problem invalid(Faults faults) {
        return new Problem(
                ProblemType.INVALID, "The submission is invalid; see errors.", faults.list());
    }
}
