package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What was acknowledged is there at the end, no older than acknowledged, and not left hanging. */
final class NothingLost implements Check {

    private static final Set<String> FINE =
            Set.of("QUEUED", "BACKING_OFF", "SUCCEEDED", "FAILED", "CANCELLED");

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.of(Fact.Accepted.class).forEach(accepted -> look(story, accepted, found));
        story.of(Fact.Operated.class)
                .filter(o -> generation(story, o.key()) < o.generation())
                .forEach(o -> found.add(o + " and its generation is not there at the end"));
        story.left().values().stream()
                .filter(task -> !FINE.contains(task.state()))
                .forEach(task -> found.add(task.key() + " is left " + task.state()));
        return found;
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
