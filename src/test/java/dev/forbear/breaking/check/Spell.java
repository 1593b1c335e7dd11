package dev.forbear.breaking.check;

/**
 * A fault from its begin to its end.
 *
 * @param until {@link Long#MAX_VALUE} if it was not mended
 */
record Spell(Fact.Broken begin, long until) {

    FaultKind kind() {
        return begin.kind();
    }

    String target() {
        return begin.target();
    }

    long from() {
        return begin.at();
    }

    /** True if the fault, or what comes of it for so long, falls into the time. */
    boolean touches(long begin, long end, long aftermath) {
        return from() <= end && (until > Long.MAX_VALUE - aftermath || until + aftermath >= begin);
    }
}
