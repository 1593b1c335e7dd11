package dev.forbear.breaking.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * No call of a key begins while another one is open. Told apart is that of a process which was
 * frozen past its lease.
 */
final class NoOverlap implements Check {

    /** That a caller hung up is seen a little after it did. */
    private static final long TO_SEE = Duration.ofMillis(250).toNanos();

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        pairs(story, false)
                .forEach(pair -> found.add(pair.earlier() + " overlaps " + pair.later()));
        return found;
    }

    record Pair(Call earlier, Call later) {}

    /** Pairs of calls that overlap: those that are told apart, or the others. */
    static List<Pair> pairs(Story story, boolean toldApart) {
        var found = new ArrayList<Pair>();
        for (var calls : story.calls().values()) {
            var open = new ArrayList<Call>();
            for (var call : calls) {
                open.removeIf(other -> end(other) <= call.begun());
                for (var other : open) {
                    if (toldApart == (story.lapsed(other, call.begun()) || story.zombie(call))) {
                        found.add(new Pair(other, call));
                    }
                }
                open.add(call);
            }
        }
        return found;
    }

    private static long end(Call call) {
        return call.cut() && call.ended() != Long.MAX_VALUE ? call.ended() - TO_SEE : call.ended();
    }
}
