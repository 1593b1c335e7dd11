package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A generation's attempts are numbered upwards to its limit, and none is called twice but one that
 * a SIGTERM interrupted.
 */
final class AttemptsDistinct implements Check {

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        for (var calls : story.calls().values()) {
            var last = new HashMap<Long, Call>();
            for (var call : calls) {
                if (call.attempt() > call.begin().maxAttempts()) {
                    found.add(call + " is beyond its limit, " + call.begin().maxAttempts());
                }
                var before = last.get(call.generation());
                if (before != null && !follows(story, before, call)) {
                    found.add(call + " came after " + before);
                }
                if (before == null || call.attempt() >= before.attempt()) {
                    last.put(call.generation(), call);
                }
            }
        }
        return found;
    }

    private static boolean follows(Story story, Call before, Call call) {
        if (call.attempt() == before.attempt()) {
            return story.signalled(before.life(), FaultKind.TERMINATE) <= before.ended();
        }
        return call.attempt() > before.attempt() || story.zombie(call);
    }
}
