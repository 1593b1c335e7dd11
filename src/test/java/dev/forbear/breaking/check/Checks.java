package dev.forbear.breaking.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that must be true of a run. */
public final class Checks {

    private static final Map<String, Check> ALL = new LinkedHashMap<>();

    static {
        ALL.put("every acknowledged task is there and has ended", new NothingLost());
        ALL.put("every end has its cause", new EndsHaveCauses());
        ALL.put("no two calls of a key overlap", new NoOverlap());
        ALL.put("attempts are distinct and within their limit", new AttemptsDistinct());
        ALL.put("attempts of processes that died are counted as crashed", new CrashesCounted());
        ALL.put("outcomes of lost leases are dropped", new LateOutcomesDropped());
        ALL.put("generations come in order, each with its own spec", new GenerationsInOrder());
        ALL.put("no retry comes before its time", new NoHotLoop());
        ALL.put("a success is repeated for a cause only", new SuccessesFinal());
        ALL.put("what was cancelled is called no more", new CancelsHold());
        ALL.put("no lease is over by more than 5 s", new LeasesRescued());
        ALL.put("tallies equal a recount", new TalliesExact());
        ALL.put("no process ended by itself", new ProcessesLive());
        ALL.put("the API answers as it says", new AnswersExpected());
    }

    private Checks() {}

    /** For each check, by what it claims, what is wrong. */
    public static Map<String, List<String>> of(Story story) {
        var all = new LinkedHashMap<String, List<String>>();
        ALL.forEach((claim, check) -> all.put(claim, check.violations(story)));
        return all;
    }
}
