package dev.forbear.bench;

import java.util.Collection;
import java.util.Locale;

/** Medians and percentiles, and how they are written. */
final class Stats {

    private Stats() {}

    static double median(Collection<Double> values) {
        return percentile(values, 50);
    }

    /** The least value that so many per cent of the values do not exceed. */
    static double percentile(Collection<Double> values, double percent) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        var index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return sorted[Math.max(0, index)];
    }

    /** Three digits, or all before the point: 1,234 or 12.3 or 0.123; whole numbers as such. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%,." + decimals(value) + "f", value);
    }

    private static int decimals(double value) {
        var size = Math.abs(value);
        if (size >= 100 || size == Math.rint(size)) {
            return 0;
        }
        return size >= 10 ? 1 : size >= 1 ? 2 : 3;
    }
}
