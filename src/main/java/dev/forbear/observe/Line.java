package dev.forbear.observe;

import org.jspecify.annotations.Nullable;

/**
 * One line to be.
 *
 * @param fingerprint what it is a repeat of
 * @param sample what a summary says of its fingerprint
 * @param thrown whose stack trace goes with it; null for none
 */
record Line(
        Channel channel,
        String message,
        String controller,
        String fingerprint,
        String sample,
        Pairs pairs,
        @Nullable Throwable thrown) {

    Line withoutTrace() {
        return thrown == null
                ? this
                : new Line(channel, message, controller, fingerprint, sample, pairs, null);
    }
}
