package dev.forbear.breaking.check;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How often what happened. */
public final class Tally {

    private Tally() {}

    /** How often each kind of fault was done. */
    public static Map<String, Long> faults(Story story) {
        return by(story.of(Fact.Broken.class).filter(f -> f.number() > 0), f -> words(f.kind()));
    }

    private static String words(FaultKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What was submitted, called and left. */
    public static Map<String, Long> counts(Story story) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("seconds", story.last() / Time.SECOND);
        counts.put("processes started", (long) story.lives().size());
        by(story.of(Fact.Accepted.class), Fact.Accepted::effect)
                .forEach((effect, n) -> counts.put("submissions acknowledged: " + effect, n));
        by(story.of(Fact.Operated.class), Fact.Operated::action)
                .forEach((action, n) -> counts.put("acknowledged: " + action, n));
        counts.put("answers that told or left nothing known", story.of(Fact.Unclear.class).count());
        by(
                        story.of(Fact.Refused.class),
                        r -> r.status() == 0 ? "not connected" : "answered " + r.status())
                .forEach(counts::put);
        calls(story, counts);
        by(story.left().values().stream(), Tally::state)
                .forEach((state, n) -> counts.put("tasks left " + state, n));
        counts.put("recounts", story.of(Fact.Counted.class).count());
        return counts;
    }

    private static void calls(Story story, Map<String, Long> counts) {
        var calls = story.calls().values().stream().flatMap(c -> c.stream()).toList();
        counts.put("calls", (long) calls.size());
        by(calls.stream(), call -> call.cut() ? "cut off" : "answered " + call.status())
                .forEach((status, n) -> counts.put("calls " + status, n));
        counts.put(
                "calls by processes frozen past their lease, outcome dropped",
                (long) LateOutcomesDropped.lapsed(story).size());
        counts.put(
                "overlaps with such calls, told apart", (long) NoOverlap.pairs(story, true).size());
        counts.put(
                "successes repeated since a fault kept them from being written",
                (long) SuccessesFinal.repeats(story, true).size());
        counts.put(
                "attempts told as crashed",
                story.left().values().stream()
                        .flatMap(task -> task.history().stream())
                        .filter(past -> past.outcome().equals("crashed"))
                        .count());
    }

    private static String state(Fact.Left task) {
        return task.reason().isEmpty() ? task.state() : task.state() + " " + task.reason();
    }

    private static <T> Map<String, Long> by(Stream<T> all, Function<T, String> name) {
        return all.collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
    }
}
