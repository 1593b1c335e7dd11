package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was acknowledged is there at the end, no older than acknowledged, and not left hanging: the
 * end is looked at when nothing moves any more.
 */
final class NothingLost implements Check {

    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.of(Fact.Accepted.class).forEach(accepted -> look(story, accepted, found));
        story.of(Fact.Operated.class)
                .filter(o -> generation(story, o.key()) < o.generation())
                .forEach(o -> found.add(o + " and its generation is not there at the end"));
        cancels(story, found);
        story.left().values().stream()
                .filter(task -> !ENDED.contains(task.state()) && !mayWait(story, task))
                .forEach(task -> found.add(task.key() + " is left " + task.state()));
        return found;
    }

    /** Whoever revives what was cancelled makes a generation of it. */
    private static void cancels(Story story, List<String> found) {
        story.of(Fact.Operated.class)
                .filter(o -> o.action().equals("cancel"))
                .filter(o -> generation(story, o.key()) == o.generation())
                .filter(o -> !story.left().get(o.key()).state().equals("CANCELLED"))
                .forEach(o -> found.add(o + " and is not cancelled at the end"));
    }

    /**
     * Where the store's clock was set, what was submitted with a delay waits until the clock gets
     * there. Retries are pulled in, and nothing else of the load waits for longer than the run.
     */
    private static boolean mayWait(Story story, Fact.Left task) {
        return task.state().equals("QUEUED")
                && story.began().lease() == 0
                && story.spells().stream().anyMatch(s -> s.kind() == FaultKind.CLOCK_APART);
    }

    private static void look(Story story, Fact.Accepted accepted, List<String> found) {
        var left = story.left().get(accepted.key());
        if (left == null) {
            found.add(accepted + " and is not there at the end");
        } else if (!accepted.uid().isEmpty() && !left.uid().equals(accepted.uid())) {
            found.add(accepted + " and is another task at the end, " + left.uid());
        } else if (left.generation() < accepted.generation()) {
            found.add(accepted + " and at the end is of generation " + left.generation());
        }
    }

    private static long generation(Story story, String key) {
        var left = story.left().get(key);
        return left == null ? 0 : left.generation();
    }
}
