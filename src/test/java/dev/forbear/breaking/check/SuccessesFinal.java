package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A generation that was answered 2xx is called again only if its process or the store was hindered
 * from writing that down.
 */
final class SuccessesFinal implements Check {

    private static final long TO_WRITE = 3 * Time.SECOND;
    private static final long TO_RECOVER = 10 * Time.SECOND;

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        repeats(story, false).forEach(call -> found.add(call + " was repeated without a cause"));
        return found;
    }

    /** Calls that were answered 2xx and repeated: those that something hindered, or the others. */
    static List<Call> repeats(Story story, boolean hindered) {
        var found = new ArrayList<Call>();
        for (var calls : story.calls().values()) {
            for (var i = 0; i + 1 < calls.size(); i++) {
                var call = calls.get(i);
                var next = calls.get(i + 1);
                if (call.succeeded()
                        && next.generation() == call.generation()
                        && !story.zombie(next)
                        && hindered == hindered(story, call)) {
                    found.add(call);
                }
            }
        }
        return found;
    }

    private static boolean hindered(Story story, Call call) {
        return story.spells().stream()
                .filter(s -> s.target().equals(call.life()) || s.target().equals("store"))
                .anyMatch(s -> s.touches(call.begun(), call.ended() + TO_WRITE, TO_RECOVER));
    }
}
