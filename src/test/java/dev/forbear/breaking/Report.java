package dev.forbear.breaking;

import dev.forbear.breaking.check.Checks;
import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.Story;
import dev.forbear.breaking.check.Tally;

import java.util.List;
import java.util.Map;

/** What was done, seen and found wrong, as a table for people. */
final class Report {

    private static final int SHOWN = 5;

    private final Story story;
    private final Map<String, List<String>> findings;

    Report(Story story) {
        this.story = story;
        this.findings = Checks.of(story);
    }

    long violations() {
        return findings.values().stream().mapToLong(List::size).sum();
    }

    /** Whether anything was acknowledged, called and counted, of which something could be wrong. */
    boolean showsSomething() {
        return happened(Fact.Accepted.class)
                && happened(Fact.CallBegun.class)
                && happened(Fact.Counted.class);
    }

    private <F extends Fact> boolean happened(Class<F> fact) {
        return story.of(fact).findAny().isPresent();
    }

    String text() {
        var text = new StringBuilder("\nFaults\n");
        Tally.faults(story).forEach((name, n) -> line(text, name, n));
        text.append("Counts\n");
        Tally.counts(story).forEach((name, n) -> line(text, name, n));
        text.append("Violations\n");
        findings.forEach((claim, wrong) -> line(text, claim, wrong.size()));
        findings.forEach((claim, wrong) -> details(text, claim, wrong));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, long n) {
        text.append("  ").append(name).append(' ');
        text.repeat('.', Math.max(1, 66 - name.length()));
        text.append(String.format(" %7d%n", n));
    }

    private static void details(StringBuilder text, String claim, List<String> wrong) {
        if (!wrong.isEmpty()) {
            text.append("NOT TRUE: ").append(claim).append('\n');
            wrong.stream().limit(SHOWN).forEach(w -> text.append("  ").append(w).append('\n'));
        }
    }
}
