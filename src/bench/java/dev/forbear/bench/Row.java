package dev.forbear.bench;

/**
 * One figure.
 *
 * @param peer what was measured beside it in the same run, or empty
 * @param aim what it should be, or empty
 */
record Row(String what, String figure, String peer, String aim, boolean met) {

    /** A figure that nothing is asked of. */
    static Row of(String what, String figure) {
        return new Row(what, figure, "", "", true);
    }

    static Row atMost(String what, double value, double most, String unit) {
        return new Row(
                what,
                Stats.number(value) + unit,
                "",
                "≤ " + Stats.number(most) + unit,
                value <= most);
    }

    static Row atLeast(String what, double value, double least, String unit) {
        return new Row(
                what,
                Stats.number(value) + unit,
                "",
                "≥ " + Stats.number(least) + unit,
                value >= least);
    }

    Row beside(String measured) {
        return new Row(what, figure, measured, aim, met);
    }

    @Override
    public String toString() {
        var verdict = aim.isEmpty() ? "" : met ? "met" : "**missed**";
        return "| %s | %s | %s | %s | %s |".formatted(what, figure, peer, aim, verdict);
    }
}
