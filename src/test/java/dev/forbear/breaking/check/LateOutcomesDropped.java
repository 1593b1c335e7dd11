package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Where another process went on with a task while the first one was frozen past its lease, what the
 * first one's call came to changes nothing: the attempt has crashed.
 */
final class LateOutcomesDropped implements Check {

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        lapsed(story).stream()
                .filter(call -> !dropped(story, call))
                .forEach(call -> found.add(call + " was late and not dropped"));
        return found;
    }

    /** Calls of frozen processes, on whose tasks others went on meanwhile. */
    static List<Call> lapsed(Story story) {
        var found = new ArrayList<Call>();
        for (var calls : story.calls().values()) {
            for (var i = 0; i + 1 < calls.size(); i++) {
                var next = calls.get(i + 1);
                if (frozenMeanwhile(story, calls.get(i), next)) {
                    found.add(calls.get(i));
                }
            }
        }
        return found;
    }

    private static boolean frozenMeanwhile(Story story, Call call, Call next) {
        return call.generation() == next.generation()
                && story.lapsed(call, next.begun())
                && story.spells().stream()
                        .anyMatch(s ->
                                s.kind() == FaultKind.FREEZE
                                        && s.target().equals(call.life())
                                        && s.from() <= call.ended()
                                        && s.from() <= next.begun()
                                        && next.begun() <= s.until());
    }

    private static boolean dropped(Story story, Call call) {
        var task = story.left().get(call.key());
        return task == null
                || story.operated("cancel", call.key(), call.begun(), Long.MAX_VALUE)
                || CrashesCounted.hasCrashed(call, task);
    }
}
