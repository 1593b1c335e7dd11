package dev.forbear.api;

import dev.forbear.task.When;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads the fields of one submission; what is wrong with them goes to the faults. */
final class Fields {

    private static final Pattern LIKE_A_TIME = Pattern.compile("\\d{4}-.*");

    private final Members members;
    private final Faults faults;
    private final Instant now;

    Fields(Members members, Faults faults, Instant now) {
        this.members = members;
        this.faults = faults;
        this.now = now;
    }

    /** The controller's name; null if there is none that could be one. */
    @Nullable String controller() {
        var name = members.text("controller");
        if (name == null) {
            if (!faults.anyAt("/controller")) {
                faults.add("/controller", "is required: the name of the controller");
            }
            return null;
        }
        return checked("/controller", name, Names.faultOfController(name));
    }

    /** A key or a lane. */
    @Nullable String label(String field) {
        var text = members.text(field);
        return text == null ? null : checked("/" + field, text, Names.faultOfLabel(text));
    }

    private @Nullable String checked(String pointer, String text, @Nullable String fault) {
        if (fault != null) {
            faults.add(pointer, fault);
            return null;
        }
        return text;
    }

    When due() {
        var time = time("notBefore");
        var delay = duration("delay");
        if (members.has("notBefore") && members.has("delay")) {
            faults.add("/delay", "contradicts notBefore; give one of them");
        }
        if (time != null) {
            return new When.At(time);
        }
        return delay == null ? When.NOW : new When.After(delay);
    }

    @Nullable When deadline(When due) {
        var text = members.text("deadline");
        if (text == null) {
            return null;
        }
        var deadline = deadline(text);
        if (deadline == null) {
            return null;
        }
        var at = deadline.from(now);
        if (!at.isAfter(now)) {
            faults.add("/deadline", "must lie in the future, and it is " + Times.text(now));
        } else if (due.from(now).isAfter(at)) {
            faults.add("/deadline", "lies before the earliest start; no attempt could be made");
        }
        return deadline;
    }

    private @Nullable When deadline(String text) {
        if (LIKE_A_TIME.matcher(text).matches()) {
            var time = time("deadline");
            return time == null ? null : new When.At(time);
        }
        var delay = Times.duration(text);
        if (delay == null) {
            faults.add(
                    "/deadline", Times.TIME_RULE + ", or " + Times.durationRule(text) + was(text));
            return null;
        }
        return new When.After(delay);
    }

    private @Nullable Instant time(String field) {
        var text = members.text(field);
        if (text == null) {
            return null;
        }
        var time = Times.time(text);
        if (time == null) {
            faults.add("/" + field, Times.TIME_RULE + was(text));
        }
        return time;
    }

    private @Nullable Duration duration(String field) {
        var text = members.text(field, Times.DURATION_RULE);
        var duration = text == null ? null : Times.duration(text);
        if (text != null && duration == null) {
            faults.add("/" + field, Times.durationRule(text) + was(text));
        }
        return duration;
    }

    private static String was(String text) {
        return ", was " + Faults.shown(text);
    }
}
