package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/** After a cancel is acknowledged nothing begins of what was cancelled, but what was on its way. */
final class CancelsHold implements Check {

    private static final long ON_ITS_WAY = 2 * Time.SECOND;

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.of(Fact.Operated.class)
                .filter(done -> done.action().equals("cancel"))
                .forEach(cancel ->
                        story.calls().getOrDefault(cancel.key(), List.of()).stream()
                                .filter(call -> late(call, cancel) && !story.zombie(call))
                                .forEach(call -> found.add(call + " after " + cancel)));
        return found;
    }

    private static boolean late(Call call, Fact.Operated cancel) {
        return call.generation() <= cancel.generation() && call.begun() > cancel.at() + ON_ITS_WAY;
    }
}
