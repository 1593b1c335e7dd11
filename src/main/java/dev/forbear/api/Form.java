package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The few fields that come with an operator's call. */
final class Form {

    private static final int LONGEST_REASON = 500;

    private final Members members;
    private final Faults faults;

    private Form(Members members, Faults faults) {
        this.members = members;
        this.faults = faults;
    }

    /** Reads a JSON object; no text counts as an empty one. */
    static Form read(String body, List<String> known) {
        var faults = new Faults();
        try {
            return new Form(Members.read(body.isEmpty() ? "{}" : body, known, faults), faults);
        } catch (MalformedException e) {
            throw malformed(e.getMessage());
        }
    }

    private static Refusal malformed(String detail) {
        return Refusal.body(ProblemType.BAD_REQUEST, "The body is malformed: " + detail + ".");
    }

    @Nullable String reason() {
        var reason = members.text("reason");
        if (reason != null) {
            var fault = Text.fault(reason);
            if (fault != null) {
                faults.add("/reason", fault);
            }
            if (reason.length() > LONGEST_REASON) {
                faults.add("/reason", "must be at most " + LONGEST_REASON + " characters");
            }
        }
        return reason;
    }

    /** Ends the call if anything was wrong. */
    void orRefuse() {
        if (!faults.isEmpty()) {
            throw new Refusal(
                    new Problem(
                            ProblemType.INVALID,
                            "The body is invalid; see errors.",
                            faults.list()));
        }
    }
}
