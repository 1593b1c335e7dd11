package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/** A process of the service ends when it is told to, and not by itself. */
final class ProcessesLive implements Check {

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.lives().stream()
                .filter(life -> life.gone() != Long.MAX_VALUE && !told(story, life))
                .forEach(life -> found.add(life.name() + " ended at " + Time.text(life.gone())));
        return found;
    }

    private static boolean told(Story story, Life life) {
        return story.signalled(life.name(), FaultKind.KILL) <= life.gone()
                || story.signalled(life.name(), FaultKind.TERMINATE) <= life.gone()
                || story.signalled(life.name(), FaultKind.READ_ONLY) <= life.gone();
    }
}
