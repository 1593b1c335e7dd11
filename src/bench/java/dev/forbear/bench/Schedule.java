package dev.forbear.bench;

import dev.forbear.bench.probe.Call;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The default policy's schedule, written down again: a second opinion on when calls were due.
 *
 * @param calls how many calls were made
 * @param early calls that came before the shortest wait was over
 * @param late calls that came more than the tolerance after the longest wait was over
 * @param missing tasks whose next call is overdue by more than the tolerance
 */
record Schedule(int calls, int early, int late, int missing) {

    private static final double[] SECONDS = {1, 2, 4, 8, 16, 32, 60};
    private static final double JITTER = 0.25;
    private static final double TOLERANCE_MICROS = 200_000;
    private static final int MAX_ATTEMPTS = 10;

    /** Whether as many calls were made as were due. */
    boolean kept() {
        return early == 0 && missing == 0;
    }

    /**
     * @param now microseconds of the wall clock
     */
    static Schedule of(List<Call> calls, long now) {
        var early = 0;
        var late = 0;
        var missing = 0;
        for (var ofKey : byKey(calls).values()) {
            for (var i = 1; i < ofKey.size(); i++) {
                var gap = ofKey.get(i).begunAt() - ofKey.get(i - 1).begunAt();
                early += gap < shortest(i) ? 1 : 0;
                late += gap > longest(i) + TOLERANCE_MICROS ? 1 : 0;
            }
            missing += overdue(ofKey, now) ? 1 : 0;
        }
        return new Schedule(calls.size(), early, late, missing);
    }

    private static boolean overdue(List<Call> ofKey, long now) {
        var n = ofKey.size();
        return n < MAX_ATTEMPTS && now - ofKey.get(n - 1).begunAt() > longest(n) + TOLERANCE_MICROS;
    }

    private static Map<String, List<Call>> byKey(List<Call> calls) {
        return calls.stream()
                .sorted(Comparator.comparingLong(Call::begunAt))
                .collect(Collectors.groupingBy(Call::key));
    }

    /** The wait after so many failures, in microseconds. */
    private static double nominal(int failures) {
        return 1e6 * SECONDS[Math.min(failures, SECONDS.length) - 1];
    }

    private static double shortest(int failures) {
        var jitter = failures >= SECONDS.length ? JITTER * 4 / 3 : JITTER;
        return nominal(failures) * (1 - jitter);
    }

    private static double longest(int failures) {
        return Math.min(60e6, nominal(failures) * (1 + JITTER));
    }
}
