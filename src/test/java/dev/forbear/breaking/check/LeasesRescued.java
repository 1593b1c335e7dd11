package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;

/** Wherever a replica is well, no running task's lease is over by more than 5 s. */
final class LeasesRescued implements Check {

    private static final long MOST = 5 * Time.SECOND;

    /** Until a replica that was hindered works as before. */
    private static final long TO_RECOVER = 10 * Time.SECOND;

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.of(Fact.Overdue.class)
                .filter(overdue -> overdue.by() > MOST && somebodyWell(story, overdue.at()))
                .forEach(overdue ->
                        found.add(
                                "at %s the lease of %s was over by %s"
                                        .formatted(
                                                Time.text(overdue.at()),
                                                overdue.task(),
                                                Time.text(overdue.by()))));
        return found;
    }

    private static boolean somebodyWell(Story story, long at) {
        return story.lives().stream().anyMatch(life -> well(story, life, at));
    }

    private static boolean well(Story story, Life life, long at) {
        return life.started() < at - TO_RECOVER
                && life.gone() > at
                && story.spells().stream()
                        .filter(s -> s.kind().hits() != FaultKind.Hits.NOTHING)
                        .filter(s -> s.target().equals(life.name()) || s.target().equals("store"))
                        .noneMatch(s -> s.touches(at - MOST, at, aftermath(story, s)));
    }

    /** After a jump of its clock a replica rescues nobody for one lease. */
    private static long aftermath(Story story, Spell spell) {
        return spell.kind() == FaultKind.CLOCK_APART
                ? TO_RECOVER + story.began().lease()
                : TO_RECOVER;
    }
}
