package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whoever tells how many tasks are in each state tells as many as there are. */
final class TalliesExact implements Check {

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        story.of(Fact.Counted.class)
                .filter(count -> !some(count.told()).equals(some(count.counted())))
                .forEach(count ->
                        found.add(
                                "at %s %s told %s, and there were %s"
                                        .formatted(
                                                Time.text(count.at()),
                                                count.by(),
                                                count.told(),
                                                count.counted())));
        return found;
    }

    private static Map<String, Long> some(Map<String, Long> counts) {
        var some = new HashMap<>(counts);
        some.values().removeIf(n -> n == 0);
        return some;
    }
}
