package dev.forbear.breaking.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * After a failure the next call waits for the backoff of its number, and one of a later generation
 * for the first delay, unless an operator asked for it at once.
 */
final class NoHotLoop implements Check {

    /** Times are kept in microseconds, and an answer is on its way for a moment. */
    private static final long FINE = Duration.ofMillis(2).toNanos();

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        for (var calls : story.calls().values()) {
            for (var i = 0; i + 1 < calls.size(); i++) {
                var call = calls.get(i);
                var next = calls.get(i + 1);
                var soonest = call.ended() + delay(story, call, next) - FINE;
                if (waits(story, call, next) && next.begun() < soonest) {
                    found.add(next + " came before " + Time.text(soonest) + ", after " + call);
                }
            }
        }
        return found;
    }

    private static long delay(Story story, Call call, Call next) {
        var began = story.began();
        var failures = call.generation() == next.generation() ? call.attempt() : 1;
        var nominal = began.initialDelay() * Math.pow(2, Math.min(failures, 40) - 1);
        return nominal < began.maxDelay()
                ? (long) (nominal * (1 - began.jitter()))
                : (long) (began.maxDelay() * (1 - 4 * began.jitter() / 3));
    }

    private static boolean waits(Story story, Call call, Call next) {
        return call.failed()
                && !call.sameAttemptAs(next) // interrupted before it was settled
                && !story.lapsed(call, next.begun())
                && !story.zombie(next)
                && !story.operated("retry", call.key(), call.begun(), next.begun())
                && !story.operated("cancel", call.key(), call.begun(), next.begun())
                && !clockMoved(story, call, next);
    }

    /** The embedded store's clock is its process's; a shared one's is the database's. */
    private static boolean clockMoved(Story story, Call call, Call next) {
        return story.began().lease() == 0
                && story.spells().stream()
                        .anyMatch(spell ->
                                spell.kind() == FaultKind.CLOCK_APART
                                        && spell.touches(call.begun(), next.begun(), Time.SECOND));
    }
}
