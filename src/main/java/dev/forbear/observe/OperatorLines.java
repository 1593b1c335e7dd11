package dev.forbear.observe;

import dev.forbear.engine.TaskEvent;

import org.jspecify.annotations.Nullable;

/** What operators do, a line each. Pure. */
final class OperatorLines {

    private OperatorLines() {}

    static Line of(TaskEvent.Operated operated) {
        var id = operated.after().id();
        var pairs =
                pairs(operated.action(), id.toString(), operated.by(), null)
                        .and("from", operated.before().state().kind())
                        .and("to", operated.after().state().kind());
        return line(id.controller(), pairs);
    }

    static Line of(TaskEvent.Paused paused) {
        var name = paused.controller();
        var action = paused.pause() == null ? "resume" : "pause";
        var pairs = pairs(action, name, paused.by(), paused.reason());
        return line(name, paused.changed() ? pairs : pairs.and("changed", "nothing"));
    }

    private static Pairs pairs(String action, String target, String by, @Nullable String reason) {
        return new Pairs()
                .and("action", action)
                .and("target", target)
                .and("by", by)
                .andSaid("reason", reason);
    }

    private static Line line(String controller, Pairs pairs) {
        return new Line(Channel.OPERATOR, Channel.OPERATOR.one(), controller, "", "", pairs, null);
    }
}
