package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/** An attempt that was under way when its process was killed stands in the history as crashed. */
final class CrashesCounted implements Check {

    private static final int KEPT = 10;
    private static final long TO_SEE = 3 * Time.SECOND;

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        for (var calls : story.calls().values()) {
            for (var call : calls) {
                var task = story.left().get(call.key());
                if (task != null && died(story, call) && !counted(story, call, task)) {
                    found.add(call + " died with its process and is not counted in " + task);
                }
            }
        }
        return found;
    }

    private static boolean died(Story story, Call call) {
        var killed = story.signalled(call.life(), FaultKind.KILL);
        return call.cut() && killed <= call.ended() && call.ended() - killed <= TO_SEE;
    }

    private static boolean counted(Story story, Call call, Fact.Left task) {
        return story.operated("cancel", call.key(), call.begun(), Long.MAX_VALUE) // dropped
                || story.lapsed(call, call.ended()) // counted when its lease was over
                || hasCrashed(call, task);
    }

    /**
     * As the history tells it; true if that may have forgotten it. Where something was submitted
     * meanwhile, it stands under the generation that this made.
     */
    static boolean hasCrashed(Call call, Fact.Left task) {
        return task.history().size() == KEPT
                || task.history().stream()
                        .filter(past -> past.generation() >= call.generation())
                        .filter(past -> past.attempt() == call.attempt())
                        .anyMatch(past -> past.outcome().equals("crashed"));
    }
}
