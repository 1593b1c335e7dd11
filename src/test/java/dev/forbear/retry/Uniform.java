package dev.forbear.retry;

import dev.forbear.engine.Attempt.Window;

import java.util.Arrays;

/** How far draws are from a uniform distribution over the whole milliseconds of a window. */
record Uniform(long first, long last) {

    static Uniform over(Window window) {
        return new Uniform(window.earliest().toMillis(), window.latest().toMillis());
    }

    private double share(double upTo) {
        return Math.clamp((upTo - first + 1) / (last - first + 1.0), 0.0, 1.0);
    }

    /** Kolmogorov and Smirnov's D. */
    double ks(long[] draws) {
        var sorted = draws.clone();
        Arrays.sort(sorted);
        var most = 0.0;
        for (var i = 0; i < sorted.length; i++) {
            var above = (i + 1.0) / sorted.length - share((double) sorted[i]);
            var below = share(sorted[i] - 1.0) - (double) i / sorted.length;
            most = Math.max(most, Math.max(above, below));
        }
        return most;
    }

    /** Chi-square over so many bins, each expected to hold its share of the milliseconds. */
    double chiSquare(long[] draws, int bins) {
        var seen = new double[bins];
        var expected = new double[bins];
        for (var draw : draws) {
            seen[bin(draw, bins)]++;
        }
        for (var ms = first; ms <= last; ms++) {
            expected[bin(ms, bins)] += draws.length / (last - first + 1.0);
        }
        var sum = 0.0;
        for (var i = 0; i < bins; i++) {
            sum += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
        }
        return sum;
    }

    private int bin(long draw, int bins) {
        return (int) ((draw - first) * bins / (last - first + 1));
    }

    static double correlation(double[] a, double[] b) {
        var meanA = Arrays.stream(a).average().orElseThrow();
        var meanB = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (var i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
